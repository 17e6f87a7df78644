"""Creates the topics of the contract, and reports where a cluster departs from it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from schemas.topics import Topic
from services.runtime.kafka import broker_errors
from services.runtime.kafka.clients import admin
from services.runtime.kafka.offset_retention import forgotten_early, offset_retentions
from services.runtime.process.chosen_tags import chosen_topics
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings

_LOOK_SECONDS = 0.05
"""Between two looks whether the brokers name what they have created."""


async def create_topics(settings: Settings) -> list[str]:
    """Create the topics that are missing, and return their names. Existing ones stay as they are.

    Brokers confirm a topic a moment before they name it: a worker that starts next finds it.

    Raises:
        SetupError: the brokers cannot be reached, refuse a topic, or do not name it; or the
            pack that the settings choose, whose tags have topics, cannot be read.

    """
    topics = chosen_topics(settings.model)
    async with admin(settings) as client:
        existing = set(await client.list_topics())
        missing = [topic for topic in topics if _name(topic, settings) not in existing]
        if not missing:
            return []
        response = await client.create_topics([_new(topic, settings) for topic in missing])
        created = [name for name, *error in response.topic_errors if _created(name, error)]
        await _named(client, set(created), settings)
    return created


async def _named(client: AIOKafkaAdminClient, names: AbstractSet[str], settings: Settings) -> None:
    unnamed = names
    try:
        async with asyncio.timeout(settings.kafka_startup_seconds):
            while unnamed := unnamed - set(await client.list_topics()):  # noqa: ASYNC110  only asking tells
                await asyncio.sleep(_LOOK_SECONDS)
    except TimeoutError:
        raise SetupError(
            f"the brokers have created {', '.join(sorted(unnamed))}, and do not name them: let "
            "this user DESCRIBE the topics"
        ) from None


async def check_topics(settings: Settings) -> list[str]:
    """Compare the cluster with the contract; return a line for each difference.

    Brokers must also remember groups for as long as topics keep their records.

    Raises:
        SetupError: the brokers, or the pack that the settings choose, cannot be reached.

    """
    topics = chosen_topics(settings.model)
    async with admin(settings) as client:
        partitions = await _partitions(client, [_name(topic, settings) for topic in topics])
        configs = await _configs(client, list(partitions))
        remembered = await offset_retentions(client)
    findings: list[str] = []
    for topic in topics:
        name = _name(topic, settings)
        if name not in partitions:
            findings.append(f"{name}: missing; `tagwire topics create` creates it")
            continue
        wanted = {"partitions": str(settings.topic_partitions), **topic.config()}
        found = {"partitions": str(partitions[name]), **configs.get(name, {})}
        findings += differences(name, wanted, found)
    return findings + forgotten_early(remembered, _retentions(configs, settings, topics))


def differences(name: str, wanted: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Return a line for each setting of a topic that is not as wanted."""
    return [
        f"{name}: {key} is {found.get(key, 'unknown')}, should be {value}"
        for key, value in wanted.items()
        if _normal(found.get(key)) != _normal(value)
    ]


async def require_topics(settings: Settings, topics: Sequence[Topic]) -> None:
    """Make sure that the topics exist.

    Raises:
        SetupError: the brokers cannot be reached, or a topic is missing.

    """
    names = [_name(topic, settings) for topic in topics]
    existing = await _existing(settings)
    if missing := [name for name in names if name not in existing]:
        raise SetupError(
            f"no topic {', '.join(missing)} at {settings.kafka_bootstrap_servers}: "
            "create the topics with `tagwire topics create`, or let this user DESCRIBE them"
        )


async def _existing(settings: Settings) -> set[str]:
    found: set[str] = set()
    try:
        async for attempt in broker_errors.attempts(settings.kafka_startup_seconds):
            with attempt:
                async with admin(settings) as client:
                    found = set(await client.list_topics())
    except KafkaError as error:
        servers = settings.kafka_bootstrap_servers
        raise SetupError(f"the brokers at {servers} do not name their topics: {error!r}") from None
    return found


async def retentions(
    settings: Settings, topics: Sequence[Topic], setting: str = "retention.ms"
) -> dict[str, int]:
    """Return how long the cluster keeps each topic's records, by full name, in ms; -1: for ever.

    Another `setting` may be asked for that is such a time, and that the contract has.

    Raises:
        SetupError: the brokers cannot be reached.

    """
    async with admin(settings) as client:
        configs = await _configs(client, [_name(topic, settings) for topic in topics])
    return _retentions(configs, settings, topics, setting)


def _retentions(
    configs: Mapping[str, Mapping[str, str]],
    settings: Settings,
    topics: Sequence[Topic],
    setting: str = "retention.ms",
) -> dict[str, int]:
    own = {_name(topic, settings): topic.config() for topic in topics}
    # A broker that does not tell is taken at the contract's word.
    return {name: int({**config, **configs.get(name, {})}[setting]) for name, config in own.items()}


def _name(topic: Topic, settings: Settings) -> str:
    return settings.topic_prefix + topic.name


def _new(topic: Topic, settings: Settings) -> NewTopic:
    return NewTopic(
        name=_name(topic, settings),
        num_partitions=settings.topic_partitions,
        replication_factor=settings.topic_replication_factor,
        topic_configs=topic.config(),
    )


def _created(name: str, error: Sequence[Any]) -> bool:
    """Tell whether the broker created the topic (False: somebody else just did)."""
    code, *message = error
    if code == TopicAlreadyExistsError.errno:
        return False
    if code:
        detail = message[0] if message and message[0] else for_code(code).__name__
        raise SetupError(f"the broker refused to create topic {name}: {detail}")
    return True


async def _partitions(client: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, int]:
    existing = set(await client.list_topics())
    present = [name for name in names if name in existing]
    if not present:
        return {}
    described = await client.describe_topics(present)
    return {topic["topic"]: len(topic["partitions"]) for topic in described}


async def _configs(client: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    responses = await client.describe_configs(resources)
    return {
        resource[3]: {entry[0]: entry[1] for entry in resource[4]}
        for response in responses
        for resource in response.resources
    }


def _normal(value: str | None) -> list[str] | None:
    return sorted(part.strip() for part in value.split(",")) if value is not None else None
