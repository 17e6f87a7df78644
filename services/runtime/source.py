"""The door that records come in by: what a worker asks of a source, whoever reads for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Never, Protocol

from aiokafka import TopicPartition

from services.records.record import Record

Partition = tuple[str, int]
"""A topic's name and the number of a partition."""

RUN_BYTES = 4 * 1024 * 1024
"""Records of so many bytes keep a worker busy while others are fetched and written."""


class Membership(NamedTuple):
    """A member of a generation of a group, and the partitions it owns as long as that lasts."""

    group: str
    generation: int
    member: str
    partitions: frozenset[TopicPartition]


class Standing(NamedTuple):
    """Where a consumer stands in a partition, and where the partition ends, as next offsets."""

    position: int
    end: int


class Run(NamedTuple):
    """Records of one partition in the order of their offsets, and their size in bytes."""

    records: Sequence[Record]
    size: int

    @property
    def last(self) -> Record:
        """Return the record after which the next run begins."""
        return self.records[-1]


@dataclass(frozen=True, slots=True)
class Batch:
    """Runs of records that are settled together.

    `receipts` are the source's own: what it knows the runs by when they are acknowledged.
    """

    runs: Sequence[Run]
    receipts: Sequence[Any] = ()

    @property
    def records(self) -> list[Record]:
        """Return the records of all runs."""
        return [record for run in self.runs for record in run.records]

    @property
    def following(self) -> dict[Partition, int]:
        """Return the next offset of each partition that has records here."""
        lasts = (run.last for run in self.runs)
        return {(last.topic, last.partition): last.offset + 1 for last in lasts}


class SourceGaveUp(Exception):
    """The source has crashed: nothing will be read any more."""


class TopicRecreated(Exception):
    """The topic was deleted and recreated: where the worker stands means nothing there."""


class Source(Protocol):
    """A member of a consumer group that reads one topic."""

    @property
    def membership(self) -> Membership:
        """Return what the group made of this member at its last rebalance."""

    def batches(self, ready: Callable[[], Awaitable[object]]) -> AsyncIterator[Batch]:
        """Yield batches without an end; one that is not full grows until `ready` returns.

        A rebalance waits until every batch that was yielded is acknowledged.
        """

    async def acknowledge(self, batch: Batch) -> None:
        """Note that a batch is settled: it need not be delivered again."""

    async def standings(self) -> Mapping[Partition, Standing] | None:
        """Return where the assigned partitions stand, None while the group rebalances.

        Raises:
            KafkaError: the topic is not there, or the brokers don't say.
            TimeoutError: they say nothing for some seconds.
            TopicRecreated: the topic is not the one that it was.
            SetupError: a partition ends before where the group stands.

        """

    async def start(self) -> None:
        """Begin to read; returns when the group has taken the member in.

        Raises:
            KafkaError: the brokers refuse it.

        """

    async def drain(self) -> None:
        """Yield no more batches, and wait until those yielded are settled."""

    async def stop(self) -> None:
        """Leave the group."""

    async def failed(self) -> Never:
        """Wait until the source crashes, if it does. Raises `SourceGaveUp`, or why it did."""


def partition_of(record: Record) -> TopicPartition:
    """Return the partition that a record is read from."""
    return TopicPartition(record.topic, record.partition)
