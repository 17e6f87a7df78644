"""Reads the topics for the ledger, in the order that its books need."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from aiokafka import TopicPartition

from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAGGED, Topic, tag_topic, topics_of
from services.ledger.books import Books
from services.ledger.gaps import OffsetGap, unread
from services.ledger.kept import Kept
from services.ledger.stages import BrokerFacts, balance_all
from services.registry import CLASSIFIER, PARSER
from services.runtime.kafka.offsets import OffsetRanges, committed, ranges_of
from services.runtime.kafka.readers.offset_ranges import read
from services.runtime.kafka.topic_admin import require_topics, retentions
from services.runtime.process.chosen_tags import chosen_taxonomy
from services.runtime.process.settings import Settings

_SLACK_MS = 10 * 60 * 1000
"""Reading starts so long before the window: the clocks of producers may differ."""

Progress = Callable[[int, int], None]
"""Is told how many records of how many are read."""


async def audit(settings: Settings, window: float | None, progress: Progress) -> list[Books]:
    """Return the books of every stage, for the inputs of the last `window` seconds, or for all.

    Raises:
        SetupError: the brokers cannot be reached, a topic is missing, or an open
            transaction hides what others have committed.

    """
    tags = [one.tag for one in chosen_taxonomy(settings.model)]
    topics, copies = topics_of(tags), tuple(map(tag_topic, tags))
    await require_topics(settings, topics)
    since = 0 if window is None else int((time.time() - window) * 1000)
    start = None if window is None else since - _SLACK_MS
    # In this order. What is gone now and committed next was read. What is committed has its
    # outcome before the ends that are asked for next. And what is on those topics has its
    # article, and that its raw record, before the ends asked for last: so what is unknown in
    # the end is gone, and not still to come.
    begun = await _starts(settings, (RAW, ARTICLES))
    standing = {
        **await committed(settings, PARSER.name, PARSER.source),
        **await committed(settings, CLASSIFIER.name, CLASSIFIER.source),
    }
    settled = {partition: offset or 0 for partition, offset in standing.items()}
    parts = await ranges_of(settings, (TAGGED, *copies, DEAD_LETTERS), start)
    for topic in (ARTICLES, RAW):
        early = await ranges_of(settings, (topic,), start)
        parts = {**parts, **(early if start is None else _from_committed(early, settled))}
    kept = Kept(
        settings.topic_prefix, settled, await _horizons(settings, topics, copies, since), tags
    )
    await _read_all(settings, topics, parts, kept, progress)
    known = BrokerFacts(
        raw_starts=await _raw_starts(settings, parts),
        gaps=_gaps(settings, kept, begun, standing),
        forgotten=await _oldest(settings, (TAGGED, *copies), "delete.retention.ms"),
    )
    return list(balance_all(kept, settings.topic_prefix, known))


async def _starts(settings: Settings, topics: Sequence[Topic]) -> dict[TopicPartition, int]:
    return {one: part.start for one, part in (await ranges_of(settings, topics, None)).items()}


async def _raw_starts(settings: Settings, parts: OffsetRanges) -> dict[int, int]:
    """Return from where on all raw records were read: some may have been deleted meanwhile."""
    now = await _starts(settings, (RAW,))
    return {one.partition: max(start, parts[one].start) for one, start in now.items()}


def _gaps(
    settings: Settings,
    kept: Kept,
    starts: Mapping[TopicPartition, int],
    committed: Mapping[TopicPartition, int | None],
) -> list[OffsetGap]:
    has_run = {
        RAW: bool(kept.articles.entries) or bool(kept.dead_letters),
        ARTICLES: bool(kept.tagged.origins),
    }
    return [
        gap
        for topic, ran in has_run.items()
        for gap in unread(settings.topic_prefix + topic.name, starts, committed, has_run=ran)
    ]


def _from_committed(parts: OffsetRanges, settled: Mapping[TopicPartition, int]) -> OffsetRanges:
    """Begin no later than what is committed: an older article may be in flight, by a long lag."""
    return {
        partition: part._replace(start=min(part.start, settled[partition]))
        for partition, part in parts.items()
    }


async def _read_all(
    settings: Settings,
    topics: Sequence[Topic],
    parts: OffsetRanges,
    kept: Kept,
    progress: Progress,
) -> None:
    """Read topic by topic: the contract has them in the order of the flow."""
    done, total = 0, sum(part.end - part.start for part in parts.values())
    for topic in topics:
        name = settings.topic_prefix + topic.name
        own = {partition: part for partition, part in parts.items() if partition.topic == name}
        async for record in read(settings, own):
            kept.add(record)
            done += 1
            progress(done, total)


def _outcomes(copies: Sequence[Topic]) -> dict[Topic, Sequence[Topic]]:
    """Return where to find what came of a topic's records; for a copy, its record."""
    return {
        RAW: (ARTICLES, DEAD_LETTERS),
        ARTICLES: (TAGGED, DEAD_LETTERS),
        TAGGED: copies,
        **dict.fromkeys(copies, (TAGGED,)),
    }


async def _horizons(
    settings: Settings, topics: Sequence[Topic], copies: Sequence[Topic], since: int
) -> dict[str, int]:
    """Return from which time on the records of a topic count: they can have their outcome still.

    By its timestamp no outcome is older than its input: a dead letter has that of its
    original. So nothing is gone of an input that is younger than the retention of the topics
    where its outcome would be; an older one can't be judged.
    """
    oldest = await _oldest(settings, topics, "retention.ms")
    return {
        settings.topic_prefix + topic.name: max(
            since, *(oldest[settings.topic_prefix + outcome.name] for outcome in outcomes)
        )
        for topic, outcomes in _outcomes(copies).items()
    }


async def _oldest(settings: Settings, topics: Sequence[Topic], setting: str) -> dict[str, int]:
    """Return the time before which records are gone by a setting of each topic, 0 for none."""
    now = int(time.time() * 1000)
    kept = await retentions(settings, topics, setting)
    return {name: now - time_ms if time_ms >= 0 else 0 for name, time_ms in kept.items()}
