"""Reads a topic from outside any consumer group: nothing is committed."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from schemas.topics import Topic
from services.records.record import Record, from_aiokafka
from services.runtime.kafka import clients
from services.runtime.kafka.protocol.reading_consumer import ReadingConsumer
from services.runtime.kafka.topic_admin import require_topics
from services.runtime.process.settings import Settings


async def follow(
    settings: Settings, topics: list[Topic], *, from_beginning: bool = False
) -> AsyncGenerator[Record]:
    """Yield the records of topics as they come, without an end: close it with `aclosing`.

    Raises:
        SetupError: the brokers cannot be reached, or a topic is missing.

    """
    await require_topics(settings, topics)
    start: clients.Start = "earliest" if from_beginning else "latest"
    async with clients.consumer(settings, *_names(settings, topics), start=start) as consumer:
        if not from_beginning:
            await _skip(consumer)
        async for record in consumer:
            yield from_aiokafka(record)


async def _skip(consumer: ReadingConsumer) -> None:
    """Go to the ends: what aiokafka takes for them by itself is before some records."""
    for partition, end in (await consumer.end_offsets(consumer.assignment())).items():
        consumer.seek(partition, end)


async def read_to_end(settings: Settings, topic: Topic) -> AsyncGenerator[Record]:
    """Yield the records that a topic holds now, partition by partition.

    Raises:
        SetupError: the brokers cannot be reached, or the topic is missing.

    """
    await require_topics(settings, [topic])
    names = _names(settings, [topic])
    async with clients.consumer(settings, *names, start="earliest") as consumer:
        partitions = list(consumer.assignment())
        ends = await consumer.end_offsets(partitions)
        while unread := [p for p in partitions if await consumer.position(p) < ends[p]]:
            for partition, records in (await consumer.getmany(*unread, timeout_ms=1000)).items():
                for record in records:
                    if record.offset < ends[partition]:
                        yield from_aiokafka(record)


def _names(settings: Settings, topics: list[Topic]) -> list[str]:
    return [settings.topic_prefix + topic.name for topic in topics]
