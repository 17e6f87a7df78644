"""aiokafka's consumer with answers about offsets that are right on any broker."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import OffsetAndTimestamp
from typing_extensions import override

from services.runtime.kafka.protocol.partition_ends import ends

_NO_TIMESTAMP = -1
"""What Tansu gives, with offset 0, where no record is as late as asked for."""


class ReadingConsumer(AIOKafkaConsumer):
    """A consumer that is asked where partitions end, and where a time begins in them."""

    @override
    async def end_offsets(
        self, partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, int]:
        """Do as `ends`."""
        return await ends(self, partitions)

    @override
    async def offsets_for_times(
        self, timestamps: Mapping[TopicPartition, int]
    ) -> dict[TopicPartition, OffsetAndTimestamp | None]:
        """Return for each partition its first record at or after a time, None if there is none.

        Times are milliseconds since 1970.

        Raises:
            KafkaError: the brokers refuse, or don't answer.

        """
        found = await super().offsets_for_times(timestamps)
        return {
            partition: first if first and first.timestamp != _NO_TIMESTAMP else None
            for partition, first in found.items()
        }
