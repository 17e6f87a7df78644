"""Where topics begin and end, and where a group stands in them; the topics must exist."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aiokafka import TopicPartition

from schemas.topics import Topic
from services.runtime.kafka import clients
from services.runtime.kafka.protocol.reading_consumer import ReadingConsumer
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings


class OffsetRange(NamedTuple):
    """A part of a partition: offsets from `start` to before `end`."""

    start: int
    end: int


OffsetRanges = Mapping[TopicPartition, OffsetRange]


async def ranges_of(
    settings: Settings,
    topics: Sequence[Topic],
    since: int | None,
    isolation: clients.Isolation = "read_uncommitted",
) -> OffsetRanges:
    """Return what each partition holds now, from the time `since` in milliseconds since 1970.

    The end counts records of open transactions too; with ``read_committed`` it lies before them.

    Raises:
        SetupError: the brokers cannot be reached.

    """
    partitions = await partitions_of(settings, topics)
    async with clients.consumer(settings, start="earliest", isolation=isolation) as consumer:
        ends = await consumer.end_offsets(partitions)
        starts = await _starts(consumer, partitions, since)
    return {p: OffsetRange(min(starts.get(p, ends[p]), ends[p]), ends[p]) for p in partitions}


async def committed(
    settings: Settings, service: str, topic: Topic
) -> dict[TopicPartition, int | None]:
    """Return the next offset that a service has committed in each partition, None for none.

    Raises:
        SetupError: the brokers cannot be reached.

    """
    group = settings.group(service)
    # By a consumer, which never joins without a subscription: not every broker
    # understands how aiokafka's admin client asks.
    async with clients.consumer(settings, start="earliest", group=group) as consumer:
        try:
            async with asyncio.timeout(settings.kafka_startup_seconds):
                return {
                    partition: await consumer.committed(partition)
                    for partition in await partitions_of(settings, [topic])
                }
        except TimeoutError:
            raise SetupError(f"the brokers do not tell what group {group} has committed") from None


async def partitions_of(settings: Settings, topics: Sequence[Topic]) -> list[TopicPartition]:
    """Return the partitions of topics.

    Raises:
        SetupError: the brokers cannot be reached.

    """
    async with clients.admin(settings) as admin:
        described = await admin.describe_topics([settings.topic_prefix + t.name for t in topics])
    return [
        TopicPartition(topic["topic"], partition["partition"])
        for topic in described
        for partition in topic["partitions"]
    ]


async def _starts(
    consumer: ReadingConsumer, partitions: Sequence[TopicPartition], since: int | None
) -> dict[TopicPartition, int]:
    if since is None:
        starts: dict[TopicPartition, int] = await consumer.beginning_offsets(partitions)
        return starts
    found = await consumer.offsets_for_times(dict.fromkeys(partitions, max(0, since)))
    return {partition: first.offset for partition, first in found.items() if first}
