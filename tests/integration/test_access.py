"""The access rules are enough for each service, and allow nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import trustme
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import NewTopic
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    UnknownTopicOrPartitionError,
)
from confluent_kafka.admin import (  # type: ignore[attr-defined] # it exports them all the same
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)
from pydantic import SecretStr

from deploy.brokers import apache_kafka
from deploy.brokers.ports import HOST, free_ports
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAG_TOPICS, TAGGED, TOPICS, Topic
from services.access import READERS, Names, rules_of, users
from services.registry import SERVICES, WORKERS
from services.runtime.kafka import clients
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.errors import EXIT_SETUP, SetupError
from services.runtime.process.settings import Settings
from tests.integration.forked import ForkedProcess
from tests.integration.harness import contents, publish, run, tagwire, variables, wait_for
from tests.integration.secure_brokers import add_users, keystore, one_listener, scram, tls

FLOOD = b"Flood in Osk valley\nHundreds of people were evacuated after the river burst its banks.\n"
_ADMIN = "admin"
_ALL = (*users(), "nobody")
_DEADLINE_SECONDS = 20


class Guarded(NamedTuple):
    """A broker that allows what rules say: its address for the administrator, and others'."""

    plaintext: str
    secure: str
    authority: Path


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("certificates")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    plaintext, controller, secure = free_ports(3)
    ports = {"PLAINTEXT": plaintext, "CONTROLLER": controller, "SECURE": secure}
    config = {
        **one_listener("SECURE", "SASL_SSL", ports),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
        "listener.name.secure.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        **scram("secure"),
        **tls("secure", keystore(authority.issue_cert(HOST), folder / "broker.pem")),
    }
    with apache_kafka(plaintext, config=config):
        add_users(f"{HOST}:{plaintext}", {_name(one): _password(one) for one in _ALL})
        yield Guarded(f"{HOST}:{plaintext}", f"{HOST}:{secure}", folder / "authority.pem")


def _name(user: str) -> str:
    return f"tagwire-{user}"


def _password(user: str) -> str:
    return f"{user}-secret"


def settings_of(user: str, servers: Guarded) -> Settings:
    """Return the settings of a user, or of the administrator."""
    given: dict[str, Any] = {
        "topic_partitions": 1,
        "model": "packaged-linear",
        "http_port": 0,
        "health_port": 0,
    }
    if user == _ADMIN:
        return Settings(kafka_bootstrap_servers=servers.plaintext, **given)
    return Settings(
        kafka_bootstrap_servers=servers.secure,
        kafka_security_protocol="SASL_SSL",
        kafka_ssl_cafile=servers.authority,
        kafka_sasl_mechanism="SCRAM-SHA-512",
        kafka_sasl_username=_name(user),
        kafka_sasl_password=SecretStr(_password(user)),
        **given,
    )


def change(servers: Guarded, taken: AclBinding, added: AclBinding) -> None:
    """Take a rule away, and add another."""
    admin = AdminClient({"bootstrap.servers": servers.plaintext})
    one = AclBindingFilter(
        taken.restype, taken.name, taken.resource_pattern_type, taken.principal, taken.host,
        taken.operation, taken.permission_type,
    )  # fmt: skip
    for done in (*admin.delete_acls([one]).values(), *admin.create_acls([added]).values()):
        done.result(_DEADLINE_SECONDS)


def topic_rule(user: str, operation: AclOperation, topic: Topic) -> AclBinding:
    return AclBinding(
        ResourceType.TOPIC, topic.name, ResourcePatternType.LITERAL, f"User:{_name(user)}", "*",
        operation, AclPermissionType.ALLOW,
    )  # fmt: skip


async def test_services_do_their_work_with_these_rules_and_nothing_else(
    servers: Guarded,
) -> None:
    administrator = settings_of(_ADMIN, servers)
    await create_topics(administrator)
    applied = run(administrator, "topics", "acls", "apply")
    assert applied.returncode == 0, applied.stderr
    with ExitStack() as running:
        for service in SERVICES:
            own = settings_of(service.name, servers)
            given = variables(own, kafka_sasl_password=_password(service.name))
            process = ForkedProcess(tagwire(service.name), given)
            running.callback(process.wait)
            running.callback(process.kill)
        await publish(settings_of("producers", servers), [FLOOD, b" "])
        reader = settings_of(READERS, servers)
        await wait_for(reader, [TAGGED, TAG_TOPICS["disaster"]], lambda found: len(found) >= 2)
        await wait_for(administrator, [DEAD_LETTERS], lambda found: len(found) >= 1)
    await nothing_else(servers)


async def nothing_else(servers: Guarded) -> None:
    """Try every topic and group as every user: what the rules do not name is refused."""
    settings = settings_of(_ADMIN, servers)
    names = Names(settings.topic_prefix, settings.group)
    for user in _ALL:
        rules = [] if user == "nobody" else rules_of(user, names, list(TAG_TOPICS.values()))
        may = {(rule.kind, rule.name, one) for rule in rules for one in rule.operations}
        own = settings_of(user, servers)
        for topic in TOPICS:
            name = names.topic(topic)
            assert await may_write(own, topic) == (("topic", name, "Write") in may), (user, name)
            assert await may_read(own, topic) == (("topic", name, "Read") in may), (user, name)
        for worker in WORKERS:
            group = names.group(worker.name)
            assert await may_see(own, group) == (("group", group, "Read") in may), (user, group)
            transacts = ("transactional-id", group, "Write") in may
            assert await may_transact(own, f"{group}-1") == transacts, (user, group)
        assert await is_refused_topics(own), user


async def may_write(settings: Settings, topic: Topic) -> bool:
    try:
        await publish(settings, [b"x"], topic=topic, key=b"x")
    except TopicAuthorizationFailedError:
        return False
    return True


async def may_read(settings: Settings, topic: Topic) -> bool:
    try:
        await contents(settings, topic)
    except (SetupError, TopicAuthorizationFailedError):
        return False
    return True


async def may_transact(settings: Settings, transactional_id: str) -> bool:
    try:
        async with clients.transactional_producer(settings, transactional_id):
            return True
    except TransactionalIdAuthorizationFailed:
        return False


async def is_refused_topics(settings: Settings) -> bool:
    """Tell whether a user may neither create nor delete a topic."""
    async with clients.admin(settings) as admin:
        created = await admin.create_topics([NewTopic("more", 1, 1)])
        deleted = await admin.delete_topics([RAW.name])
    codes = {created.topic_errors[0][1], deleted.topic_error_codes[0][1]}
    return codes <= {TopicAuthorizationFailedError.errno, UnknownTopicOrPartitionError.errno}


async def may_see(settings: Settings, group: str) -> bool:
    """Tell whether a user may ask where a group stands: Describe, which goes with Read."""
    consumer = AIOKafkaConsumer(**clients.connection(settings), group_id=group)
    await consumer.start()
    try:
        await consumer.committed(TopicPartition("news-raw", 0))
    except GroupAuthorizationFailedError:
        return False
    except KafkaError:  # of the topic it may not
        return True
    else:
        return True
    finally:
        await consumer.stop()


async def test_check_names_what_is_missing_and_what_is_too_much(servers: Guarded) -> None:
    administrator = settings_of(_ADMIN, servers)
    run(administrator, "topics", "acls", "apply")
    well = run(administrator, "topics", "acls", "check")
    assert (well.returncode, well.stderr) == (0, b"")
    write = topic_rule("parser", AclOperation.WRITE, ARTICLES)
    too_much = topic_rule("parser", AclOperation.WRITE, TAGGED)
    change(servers, write, too_much)
    told = run(administrator, "topics", "acls", "check")
    assert told.returncode == 1
    assert told.stderr.decode().splitlines() == [
        "missing: User:tagwire-parser may Write the topic news-articles",
        "more than needed: User:tagwire-parser may Write the topic news-tagged",
    ]
    mended = run(administrator, "topics", "acls", "apply")
    assert mended.stdout.decode().splitlines() == [
        "added: User:tagwire-parser may Write the topic news-articles"
    ]
    change(servers, too_much, write)
    assert run(administrator, "topics", "acls", "check").returncode == 0


async def test_who_may_not_change_rules_is_told_so(servers: Guarded) -> None:
    for command in ("apply", "check"):
        told = run(
            settings_of("parser", servers), "topics", "acls", command,
            kafka_sasl_password=_password("parser"),
        )  # fmt: skip
        assert told.returncode == EXIT_SETUP
        (line,) = told.stderr.decode().splitlines()
        assert "allow it DESCRIBE on the cluster, or let an administrator" in line


async def test_a_broker_without_rules_is_told_of(settings: Settings) -> None:
    told = run(settings, "topics", "acls", "check")
    assert told.returncode == EXIT_SETUP
    assert b"set their authorizer.class.name" in told.stderr
