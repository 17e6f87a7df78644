"""Reads a selection of topics' records from outside any consumer group: nothing is committed."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Mapping, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.topics import Topic
from services.records.record import Record, from_aiokafka
from services.runtime.kafka import clients
from services.runtime.kafka.offsets import OffsetRange, OffsetRanges, partitions_of
from services.runtime.kafka.readers import offset_ranges
from services.runtime.kafka.readers.selection import Selection, Start, chosen
from services.runtime.kafka.topic_admin import require_topics
from services.runtime.process.logging import get_logger
from services.runtime.process.settings import Settings

log = get_logger(__name__)

_ROUND_MS = 500
_FARTHER = 4
"""How many times farther back to look when there were too few records so far."""

Offsets = dict[TopicPartition, int]


async def follow_selection(
    settings: Settings, topics: Sequence[Topic], selection: Selection
) -> AsyncGenerator[list[Record]]:
    """Yield the committed records of the selection as they come, in order in each partition.

    Yields an empty list where none come for half a second, so that the caller can look
    around. Close it with `aclosing`. Partitions that a topic gets meanwhile are not read.

    Raises:
        SetupError: the brokers cannot be reached, or a topic or partition is missing.

    """
    await require_topics(settings, topics)
    partitions = chosen(await partitions_of(settings, topics), selection.partitions)
    async with clients.consumer(settings, start="earliest") as consumer:
        consumer.assign(partitions)
        consumer.pause(*partitions)
        held = await readable(consumer, partitions)
        for partition, offset in (await _starts(settings, consumer, held, selection.start)).items():
            consumer.seek(partition, offset)
        consumer.resume(*partitions)
        async for records in _rounds(consumer, held, selection):
            yield records


async def readable(
    consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition]
) -> OffsetRanges:
    """Return what readers of committed records find in each partition now."""
    starts = await consumer.beginning_offsets(partitions)
    ends = await consumer.end_offsets(partitions)
    return {p: OffsetRange(min(starts[p], ends[p]), ends[p]) for p in partitions}


async def first_since(consumer: AIOKafkaConsumer, held: OffsetRanges, since: int) -> Offsets:
    """Return the first offset of each partition at or after a time, its end if there is none."""
    found = await consumer.offsets_for_times(dict.fromkeys(held, since))
    return {p: min(found[p].offset, held[p].end) if found[p] else held[p].end for p in held}


async def _starts(
    settings: Settings, consumer: AIOKafkaConsumer, held: OffsetRanges, start: Start
) -> Offsets:
    match start.kind:
        case "earliest":
            return {p: span.start for p, span in held.items()}
        case "latest":
            return {p: span.end for p, span in held.items()}
        case "since":
            return await first_since(consumer, held, start.number)
        case "last":
            return await _last(settings, held, start.number)
    return {p: _clipped(p, start.number, span) for p, span in held.items()}


def _clipped(partition: TopicPartition, offset: int, span: OffsetRange) -> int:
    """Return the nearest offset at which there is something to read, or will be."""
    nearest = min(max(offset, span.start), span.end)
    if nearest != offset:
        log.warning("offset-out-of-range", place=_name(partition), asked=offset, read_from=nearest)
    return nearest


def _name(partition: TopicPartition) -> str:
    return f"{partition.topic}-{partition.partition}"


async def _last(settings: Settings, held: OffsetRanges, count: int) -> Offsets:
    """Return where the last `count` records of each partition begin.

    They are read for it: offsets count the ends of transactions too, and what compaction
    has removed.
    """
    starts: Offsets = {}
    back = count
    while open_ := {p: span for p, span in held.items() if p not in starts}:
        begun = {
            p: OffsetRange(max(span.start, span.end - back), span.end) for p, span in open_.items()
        }
        found: Mapping[TopicPartition, deque[int]] = defaultdict(lambda: deque(maxlen=count))
        async for record in offset_ranges.read(settings, begun):
            found[TopicPartition(record.topic, record.partition)].append(record.offset)
        for partition, span in open_.items():
            if len(offsets := found[partition]) == count:
                starts[partition] = offsets[0]
            elif begun[partition].start == span.start:
                starts[partition] = span.start
        back *= _FARTHER
    return starts


async def _rounds(
    consumer: AIOKafkaConsumer, held: OffsetRanges, selection: Selection
) -> AsyncGenerator[list[Record]]:
    last: Offsets | None = None
    while True:
        if last is None:
            last = await _ends(consumer, held, selection)
        unread = [p for p in held if last is None or await consumer.position(p) < last[p]]
        if not unread:
            return
        fetched = await consumer.getmany(*unread, timeout_ms=_ROUND_MS)
        records = [from_aiokafka(record) for some in fetched.values() for record in some]
        yield [record for record in records if _is_before(record, last, selection.until)]


async def _ends(
    consumer: AIOKafkaConsumer, held: OffsetRanges, selection: Selection
) -> Offsets | None:
    """Return before which offsets to stop, None while that is open."""
    if selection.until is not None and time.time() * 1000 >= selection.until:
        return await first_since(consumer, await readable(consumer, list(held)), selection.until)
    return {p: span.end for p, span in held.items()} if selection.ends else None


def _is_before(record: Record, last: Offsets | None, until: int | None) -> bool:
    if last is not None:
        return record.offset < last[TopicPartition(record.topic, record.partition)]
    return until is None or record.timestamp is None or record.timestamp < until
