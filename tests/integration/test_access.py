"""The access rules are enough for each service, and allow nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAuthorizationFailedError,
)
from confluent_kafka.admin import (  # type: ignore[attr-defined] # it exports them all the same
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)
from pydantic import SecretStr

from deploy.brokers import apache_kafka
from deploy.brokers.ports import HOST, free_ports
from schemas.topics import DEAD_LETTERS, TAG_TOPICS, TAGGED, TOPICS, Topic
from services.access import READERS, Names, Rule, rules_of, users
from services.registry import SERVICES, WORKERS
from services.runtime.kafka import clients
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings
from tests.integration.forked import ForkedProcess
from tests.integration.harness import contents, publish, tagwire, variables, wait_for

FLOOD = b"Flood in Osk valley\nHundreds of people were evacuated after the river burst its banks.\n"
_ADMIN = "admin"
_KINDS = {
    "topic": ResourceType.TOPIC,
    "group": ResourceType.GROUP,
    "transactional-id": ResourceType.TRANSACTIONAL_ID,
}
_OPERATIONS = {
    "Read": AclOperation.READ,
    "Write": AclOperation.WRITE,
    "Describe": AclOperation.DESCRIBE,
}
_DEADLINE_SECONDS = 20


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[str, str]]:
    """Give a broker that allows what rules say: its address for the administrator, and others'."""
    plaintext, controller, sasl = free_ports(3)
    listeners = {"PLAINTEXT": plaintext, "CONTROLLER": controller, "SASL": sasl}
    shown = {name: f"{name}://{HOST}:{port}" for name, port in listeners.items()}
    passwords = " ".join(f'user_{user}="{user}"' for user in (*users(), "nobody"))
    module = "org.apache.kafka.common.security.plain.PlainLoginModule required"
    config = {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
        "controller.quorum.voters": f"1@{HOST}:{controller}",
        "listeners": ",".join(shown.values()),
        "advertised.listeners": f"{shown['PLAINTEXT']},{shown['SASL']}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,"
        "SASL:SASL_PLAINTEXT",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.name.sasl.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.sasl.plain.sasl.jaas.config": f"{module} {passwords};",
    }
    with apache_kafka(plaintext, config=config):
        yield f"{HOST}:{plaintext}", f"{HOST}:{sasl}"


def settings_of(user: str, servers: tuple[str, str]) -> Settings:
    """Return the settings of a user, or of the administrator."""
    settings = Settings(
        kafka_bootstrap_servers=servers[0],
        topic_partitions=1,
        model="packaged-linear",
        http_port=0,
        health_port=0,
    )
    if user == _ADMIN:
        return settings
    return settings.model_copy(
        update={
            "kafka_bootstrap_servers": servers[1],
            "kafka_security_protocol": "SASL_PLAINTEXT",
            "kafka_sasl_username": user,
            "kafka_sasl_password": SecretStr(user),
        }
    )


def allow(servers: tuple[str, str], user: str) -> None:
    """Give a user what the rules say."""
    settings = settings_of(_ADMIN, servers)
    names = Names(settings.topic_prefix, settings.group)
    bindings = [
        binding(rule, operation, user)
        for rule in rules_of(user, names, list(TAG_TOPICS.values()))
        for operation in rule.operations
    ]
    admin = AdminClient({"bootstrap.servers": servers[0]})
    for done in admin.create_acls(bindings).values():
        done.result(_DEADLINE_SECONDS)


def binding(rule: Rule, operation: str, user: str) -> AclBinding:
    pattern = ResourcePatternType.PREFIXED if rule.is_prefix else ResourcePatternType.LITERAL
    return AclBinding(
        _KINDS[rule.kind], rule.name, pattern, f"User:{user}", "*", _OPERATIONS[operation],
        AclPermissionType.ALLOW,
    )  # fmt: skip


async def test_services_do_their_work_with_these_rules_and_nothing_else(
    servers: tuple[str, str],
) -> None:
    administrator = settings_of(_ADMIN, servers)
    await create_topics(administrator)
    for user in users():
        allow(servers, user)
    with ExitStack() as running:
        for service in SERVICES:
            own = settings_of(service.name, servers)
            given = variables(own, kafka_sasl_password=service.name)
            process = ForkedProcess(tagwire(service.name), given)
            running.callback(process.wait)
            running.callback(process.kill)
        await publish(settings_of("producers", servers), [FLOOD, b" "])
        reader = settings_of(READERS, servers)
        await wait_for(reader, [TAGGED, TAG_TOPICS["disaster"]], lambda found: len(found) >= 2)
        await wait_for(administrator, [DEAD_LETTERS], lambda found: len(found) >= 1)
    await nothing_else(servers)


async def nothing_else(servers: tuple[str, str]) -> None:
    """Try every topic and group as every user: what the rules do not name is refused."""
    settings = settings_of(_ADMIN, servers)
    names = Names(settings.topic_prefix, settings.group)
    for user in (*users(), "nobody"):
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
