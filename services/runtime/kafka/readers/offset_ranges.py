"""Reads topics between offsets that are fixed beforehand."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator

from aiokafka import TopicPartition

from services.records.record import Record, from_aiokafka
from services.runtime.kafka import clients
from services.runtime.kafka.offsets import OffsetRanges
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings

_PATIENCE_SECONDS = 180.0
"""Longer than an open transaction lasts: by default a minute, and brokers look every 10 s."""


async def read(
    settings: Settings, ranges: OffsetRanges, *, patience: float = _PATIENCE_SECONDS
) -> AsyncGenerator[Record]:
    """Yield the committed records of the ranges, in order in each partition.

    Waits for transactions that are open in a part: each hides, from readers of committed
    records, also what others have committed behind it.

    Raises:
        SetupError: nothing came for `patience` seconds, though the end is not reached.

    """
    unread = {partition for partition, part in ranges.items() if part.start < part.end}
    if not unread:
        return
    async with clients.consumer(settings, start="earliest") as consumer:
        consumer.assign(unread)
        for partition in unread:
            consumer.seek(partition, ranges[partition].start)
        stall = _Stall(patience)
        while unread:
            for partition, records in (await consumer.getmany(*unread, timeout_ms=500)).items():
                for record in records:
                    if record.offset < ranges[partition].end:
                        yield from_aiokafka(record)
            positions = {partition: await consumer.position(partition) for partition in unread}
            unread = {p for p, position in positions.items() if position < ranges[p].end}
            stall.check(positions)


class _Stall:
    """Gives up when positions have not moved for some seconds."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._positions: dict[TopicPartition, int] = {}
        self._since = 0.0

    def check(self, positions: dict[TopicPartition, int]) -> None:
        now = time.monotonic()
        if positions != self._positions:
            self._positions, self._since = positions, now
        elif now - self._since > self._patience:
            (topic, partition), offset = min(positions.items())
            raise SetupError(
                f"{topic}-{partition} gives no record from offset {offset} on, though it has "
                f"some, for {self._patience:.0f} s: a transaction is left open there "
                "(`kafka-transactions.sh find-hanging` names it), or a broker is down"
            )
