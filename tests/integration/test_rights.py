"""Rights that a worker lacks, or loses while it runs: it ends at once, and says which.

All is allowed on this broker where nothing is said, so each case denies one right.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from confluent_kafka.admin import (  # type: ignore[attr-defined] # it exports them all the same
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

from deploy.brokers import apache_kafka
from schemas.topics import ARTICLES
from services.cli.checks import checks
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.errors import EXIT_SETUP
from services.runtime.process.settings import Settings
from tests.integration.harness import STUB, process, publish, run_to_end, wait_for

_CONFIG = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found": "true",
}
_DEADLINE_SECONDS = 20


class Right(NamedTuple):
    """A right on the resource whose name starts so, after the tests' prefix."""

    resource: ResourceType
    name: str
    operation: AclOperation


WRITE = Right(ResourceType.TOPIC, "news-articles", AclOperation.WRITE)
READ = Right(ResourceType.TOPIC, "news-raw", AclOperation.READ)
JOIN = Right(ResourceType.GROUP, "tagwire-stub", AclOperation.READ)
TRANSACT = Right(ResourceType.TRANSACTIONAL_ID, "tagwire-stub", AclOperation.WRITE)


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """Give a broker that minds rights."""
    with apache_kafka(config=_CONFIG) as broker:
        yield broker.bootstrap_servers


async def own_settings(guarded: str, prefix: str) -> Settings:
    settings = Settings(
        kafka_bootstrap_servers=guarded,
        kafka_session_timeout_seconds=6,
        topic_prefix=prefix,
        topic_partitions=1,
    )
    await create_topics(settings)
    return settings


def deny(settings: Settings, right: Right) -> None:
    """Take the right away. An access rule that allows the rest must go with it."""
    rules = [
        AclBinding(
            right.resource,
            settings.topic_prefix + right.name,
            ResourcePatternType.PREFIXED,
            "User:ANONYMOUS",
            "*",
            operation,
            permission,
        )
        for operation, permission in (
            (AclOperation.ALL, AclPermissionType.ALLOW),
            (right.operation, AclPermissionType.DENY),
        )
    ]
    admin = AdminClient({"bootstrap.servers": settings.kafka_bootstrap_servers})
    for done in admin.create_acls(rules).values():
        done.result(_DEADLINE_SECONDS)


LACKING = [
    (WRITE, "exactly-once", b"WRITE"),
    (WRITE, "at-least-once", b"WRITE"),
    (READ, "exactly-once", b"READ on the topic"),
    (JOIN, "exactly-once", b"READ on the consumer group"),
    (TRANSACT, "exactly-once", b"transactional ids"),
]


async def test_a_worker_without_a_right_says_so(guarded: str) -> None:
    await asyncio.gather(*(refused(guarded, *case) for case in LACKING))


async def refused(guarded: str, right: Right, delivery: str, said: bytes) -> None:
    settings = await own_settings(guarded, f"{right.name}-{right.operation.name}-{delivery}-")
    await publish(settings, [b"copy"])
    deny(settings, right)
    worker = await asyncio.to_thread(run_to_end, settings, delivery=delivery)
    assert worker.returncode == EXIT_SETUP
    assert said in worker.stderr.splitlines()[-1]


async def test_a_worker_that_loses_a_right_ends(guarded: str) -> None:
    await asyncio.gather(*(ended(guarded, right) for right in (WRITE, READ, JOIN)))


async def ended(guarded: str, right: Right) -> None:
    settings = await own_settings(guarded, f"{right.name}-lost-")
    await publish(settings, [b"slow"] * 5000)
    with process(STUB, settings) as worker:
        await wait_for(settings, [ARTICLES], lambda found: len(found) > 0)
        deny(settings, right)
        assert await asyncio.to_thread(worker.wait, _DEADLINE_SECONDS) == EXIT_SETUP


async def test_config_tells_which_rights_are_lacking(guarded: str) -> None:
    settings = await own_settings(guarded, "told-")
    deny(settings, WRITE)
    found = {check.name: check async for check in checks(settings)}
    assert found["rights"].found.startswith("no WRITE on told-news-articles. ")
    deny(settings, Right(ResourceType.TRANSACTIONAL_ID, "tagwire-parser", AclOperation.WRITE))
    found = {check.name: check async for check in checks(settings)}
    assert {name for name, check in found.items() if not check.ok} == {"delivery of the parser"}
