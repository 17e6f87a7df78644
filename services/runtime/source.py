"""What a consumer is in its group, and whose a record is."""

from __future__ import annotations

from typing import NamedTuple

from aiokafka import TopicPartition

from services.records.record import Record


class Membership(NamedTuple):
    """A member of a generation of a group, and the partitions it owns as long as that lasts."""

    group: str
    generation: int
    member: str
    partitions: frozenset[TopicPartition]


def partition_of(record: Record) -> TopicPartition:
    """Return the partition that a record is read from."""
    return TopicPartition(record.topic, record.partition)
