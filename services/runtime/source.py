"""What a source of records tells a worker: its membership, its runs, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

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


def partition_of(record: Record) -> TopicPartition:
    """Return the partition that a record is read from."""
    return TopicPartition(record.topic, record.partition)
