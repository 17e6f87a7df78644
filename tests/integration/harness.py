"""What the integration and chaos tests share: processes, publishing, waiting."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import GroupCoordinatorNotAvailableError
from aiokafka.structs import OffsetAndMetadata

from schemas.topics import RAW, Topic
from services.records.record import Header, Message, Record, from_aiokafka
from services.runtime.kafka import clients
from services.runtime.kafka.readers.whole_topics import read_to_end
from services.runtime.kafka.topic_admin import create_topics, require_topics
from services.runtime.process.settings import Settings, environment
from tests.integration.forked import ForkedProcess, run_forked

DEADLINE_SECONDS = 60

BY_EACH_SOURCE = pytest.mark.parametrize("settings", ["faust", "aiokafka"], indirect=True)
"""Runs a test's workers by each source in turn."""

STUB = ["tests.integration.stub_worker"]
"""The stub worker, as `process` takes it."""

_LOOK_MS = 100


def tagwire(*arguments: str) -> list[str]:
    """Return `tagwire` and its arguments, as `process` takes them."""
    return ["services.cli", *arguments]


def tagwire_command(*arguments: str) -> list[str]:
    """Return the command line of `tagwire`."""
    return [sys.executable, "-m", *tagwire(*arguments)]


def variables(settings: Settings, **more: object) -> dict[str, str]:
    """Return the environment that gives a process these settings."""
    given = settings.model_dump(exclude_defaults=True, exclude_none=True) | more
    return environment(**given)


@contextmanager
def process(command: Sequence[str], settings: Settings, **more: object) -> Iterator[ForkedProcess]:
    """Run a module of ours with the settings, and end it at the end of the block."""
    child = ForkedProcess(command, variables(settings, **more))
    try:
        yield child
    finally:
        child.kill()
        child.wait()


@contextmanager
def own_interpreter(
    command: Sequence[str], settings: Settings, **more: object
) -> Iterator[subprocess.Popen[bytes]]:
    """Do as `process`, with a command of any kind, in an interpreter that it starts itself."""
    child = subprocess.Popen(command, env=variables(settings, **more), stdin=subprocess.DEVNULL)
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def run_to_end(settings: Settings, **more: object) -> subprocess.CompletedProcess[bytes]:
    """Run a stub worker until it ends by itself. Fails after the deadline."""
    return run_forked(STUB, variables(settings, **more), timeout=DEADLINE_SECONDS)


async def publish(
    settings: Settings,
    values: Iterable[bytes | None],
    *,
    topic: Topic = RAW,
    key: bytes | None = None,
    headers: Sequence[Header] = (),
) -> None:
    """Write records, as any Kafka client would."""
    async with clients.producer(settings) as producer:
        sent = [
            await clients.send(producer, Message(topic, key, value, tuple(headers)), settings)
            for value in values
        ]
        await asyncio.gather(*sent)


async def publish_compressed(
    settings: Settings, values: Iterable[bytes], codec: str = "gzip", topic: Topic = RAW
) -> None:
    """Write values as one compressed batch to the first partition: any size, if it compresses."""
    async with AIOKafkaProducer(
        **clients.connection(settings), compression_type=codec, max_batch_size=2**30
    ) as producer:
        batch = producer.create_batch()
        for value in values:
            batch.append(key=None, value=value, timestamp=None)
        await (await producer.send_batch(batch, settings.topic_prefix + topic.name, partition=0))


def run(
    settings: Settings,
    *arguments: str,
    stdin: bytes = b"",
    **more: Any,  # noqa: ANN401 - of any setting's type
) -> subprocess.CompletedProcess[bytes]:
    """Run a `tagwire` command to its end, with more settings. Fails after the deadline."""
    return run_forked(
        tagwire(*arguments), variables(settings, **more), stdin=stdin, timeout=DEADLINE_SECONDS
    )


async def busy(servers: str) -> Settings:
    """Return settings for a broker of the test's own, with work for a stub on one partition."""
    settings = Settings(
        kafka_bootstrap_servers=servers, kafka_session_timeout_seconds=6, topic_partitions=1
    )
    await create_topics(settings)
    await publish(settings, numbered(5000, "slow"))
    return settings


async def configure(settings: Settings, topic: Topic, config: Mapping[str, str]) -> None:
    """Change the configuration of a topic."""
    name = settings.topic_prefix + topic.name
    async with clients.admin(settings) as admin:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, dict(config))])


async def joined(settings: Settings, service: str, members: int) -> None:
    """Wait until a service's group is complete: it has so many members, each its partitions."""
    async with asyncio.timeout(DEADLINE_SECONDS), clients.admin(settings) as admin:
        while await group_state(admin, settings.group(service)) != ("Stable", members):
            await asyncio.sleep(0.1)


async def group_state(admin: AIOKafkaAdminClient, group: str) -> tuple[str, int]:
    """Return the state of a group, and how many members it has."""
    try:
        (response,) = await admin.describe_consumer_groups([group])
    except GroupCoordinatorNotAvailableError:  # while the first group makes Kafka's own topic
        return "Unknown", 0
    _, _, state, _, _, members, *_ = response.groups[0]
    return state, len(members)


async def committed(settings: Settings, service: str) -> dict[TopicPartition, OffsetAndMetadata]:
    """Return what a service's group has committed."""
    async with clients.admin(settings) as admin:
        found: dict[TopicPartition, OffsetAndMetadata] = await admin.list_consumer_group_offsets(
            settings.group(service)
        )
        return found


async def readiness(port: int, status: str) -> None:
    """Wait until a worker's health port gives this status."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while await asyncio.to_thread(_readiness, port) != status:
            await asyncio.sleep(0.1)


def _readiness(port: int) -> str:
    """Return the status that the worker gives, an empty text while it does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            body = answer.read()
    except urllib.error.HTTPError as refusal:
        body = refusal.read()
    except OSError:
        return ""
    return str(json.loads(body)["status"])


def numbered(count: int, word: str = "copy") -> list[bytes]:
    """Return values for the stub worker, each another one."""
    return [f"{word} {number}".encode() for number in range(count)]


async def commit_offsets(
    settings: Settings, service: str, offsets: Mapping[TopicPartition, int]
) -> None:
    """Commit next offsets for a service's group, none of whose workers may be running."""
    group = settings.group(service)
    async with clients.consumer(settings, start="earliest", group=group) as consumer:
        consumer.assign(set(offsets))
        await consumer.commit(dict(offsets))


async def contents(settings: Settings, topic: Topic) -> list[Record]:
    """Return all records of a topic."""
    return [record async for record in read_to_end(settings, topic)]


async def wait_for(
    settings: Settings, topics: Sequence[Topic], done: Callable[[list[Record]], bool]
) -> list[Record]:
    """Return the records of the topics once they are as wanted. Fails after the deadline."""
    records: list[Record] = []
    deadline = time.monotonic() + DEADLINE_SECONDS
    async with aclosing(arriving(settings, topics)) as more:
        while not done(records):
            if time.monotonic() > deadline:
                raise AssertionError(f"after {DEADLINE_SECONDS} s: {len(records)} records")
            records += await anext(more)
    return records


async def arriving(settings: Settings, topics: Sequence[Topic]) -> AsyncGenerator[list[Record]]:
    """Yield what the topics hold and what comes to them, part by part; nothing if nothing comes."""
    await require_topics(settings, topics)
    names = [settings.topic_prefix + topic.name for topic in topics]
    async with clients.consumer(settings, *names, start="earliest") as consumer:
        while True:
            parts = await consumer.getmany(timeout_ms=_LOOK_MS)
            yield [from_aiokafka(record) for part in parts.values() for record in part]
