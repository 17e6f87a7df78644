"""What workers stand on: brokers in memory or real ones, and how their topics are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aiokafka import TopicPartition

from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, Topic
from services.records.record import Record
from services.runtime.kafka.offsets import ranges_of
from services.runtime.kafka.readers.offset_ranges import read
from services.runtime.process.settings import Settings
from tests.memory_kafka.server import MemoryKafka

TOPICS = (RAW, ARTICLES, DEAD_LETTERS)
"""Those that the stub service reads and writes."""


class Ground(Protocol):
    """Brokers, and what is on them."""

    settings: Settings

    async def contents(self, topic: Topic) -> list[Record]:
        """Return what a reader of committed records gets of a topic, if it waits long enough."""

    async def end_transactions(self) -> None:
        """Let so much time go by that no transaction stays open."""


class Clock:
    """A time that stands still until it is put forward, in seconds."""

    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


class MemoryGround:
    """Brokers in memory."""

    def __init__(self, kafka: MemoryKafka, clock: Clock, settings: Settings) -> None:
        self.kafka = kafka
        self.clock = clock
        self.settings = settings

    async def contents(self, topic: Topic) -> list[Record]:
        """Return what is on a topic, from the log itself."""
        return [
            Record(
                topic.name,
                number,
                one.offset,
                one.value,
                one.key,
                tuple(one.headers),
                one.timestamp,
            )
            for number, one in self.kafka.cluster.committed_records(topic.name)
        ]

    async def end_transactions(self) -> None:
        """Put the clock forward by as long as a transaction may take."""
        self.clock.time += self.settings.kafka_session_timeout_seconds
        self.kafka.change()


class RealGround:
    """Real brokers."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    async def contents(self, topic: Topic) -> list[Record]:
        """Return what is on a topic; waits for transactions that are open there."""
        parts = await ranges_of(self.settings, [topic], None)
        return [record async for record in read(self.settings, parts)]

    async def end_transactions(self) -> None:
        """Wait for nothing: who reads waits."""


def raw_partitions(settings: Settings) -> Sequence[TopicPartition]:
    """Return the partitions that the service reads."""
    name = settings.topic_prefix + RAW.name
    return [TopicPartition(name, number) for number in range(settings.topic_partitions)]
