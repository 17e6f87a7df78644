"""Reads topics between offsets that are fixed beforehand."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.topics import Topic
from services.runtime import clients
from services.runtime.errors import SetupError
from services.runtime.reading import plain
from services.runtime.records import Record
from services.runtime.settings import Settings
from services.runtime.topics import require_topics

PATIENCE_SECONDS = 180.0
"""Longer than an open transaction lasts: by default a minute, and brokers look every 10 s."""


class Span(NamedTuple):
    """A part of a partition: offsets from `start` to before `end`."""

    start: int
    end: int


Spans = Mapping[TopicPartition, Span]


async def spans(settings: Settings, topics: Sequence[Topic], since: int | None) -> Spans:
    """Return what each partition holds now, from the time `since` in milliseconds since 1970.

    The end counts records of open transactions too: `read` waits for them. It must, since
    an open transaction hides, from readers of committed records, what others have
    committed behind it.

    Raises:
        SetupError: the brokers cannot be reached, or a topic is missing.

    """
    await require_topics(settings, topics)
    async with clients.admin(settings) as admin:
        described = await admin.describe_topics([settings.topic_prefix + t.name for t in topics])
    partitions = [
        TopicPartition(topic["topic"], partition["partition"])
        for topic in described
        for partition in topic["partitions"]
    ]
    async with clients.consumer(
        settings, start="earliest", isolation="read_uncommitted"
    ) as consumer:
        ends = await consumer.end_offsets(partitions)
        starts = await _starts(consumer, partitions, since)
    return {p: Span(min(starts.get(p, ends[p]), ends[p]), ends[p]) for p in partitions}


async def _starts(
    consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition], since: int | None
) -> dict[TopicPartition, int]:
    if since is None:
        starts: dict[TopicPartition, int] = await consumer.beginning_offsets(partitions)
        return starts
    found = await consumer.offsets_for_times(dict.fromkeys(partitions, max(0, since)))
    return {partition: first.offset for partition, first in found.items() if first}


async def read(
    settings: Settings, spans: Spans, *, patience: float = PATIENCE_SECONDS
) -> AsyncGenerator[Record]:
    """Yield the committed records of the spans, in order in each partition.

    Raises:
        SetupError: nothing came for `patience` seconds, though the end is not reached.

    """
    unread = {partition for partition, span in spans.items() if span.start < span.end}
    if not unread:
        return
    async with clients.consumer(settings, start="earliest") as consumer:
        consumer.assign(unread)
        for partition in unread:
            consumer.seek(partition, spans[partition].start)
        stalled = _Stall(patience)
        while unread:
            for partition, records in (await consumer.getmany(*unread, timeout_ms=500)).items():
                for record in records:
                    if record.offset < spans[partition].end:
                        yield plain(record)
            positions = {partition: await consumer.position(partition) for partition in unread}
            unread = {p for p, position in positions.items() if position < spans[p].end}
            stalled.check(positions)


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
