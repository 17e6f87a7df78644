"""The end of a run: what each topic holds against what it should hold."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson
from aiokafka import AIOKafkaConsumer
from typing_extensions import override

from schemas.headers import CE_ID
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAG_TOPICS, TAGGED, Topic
from services.records.record import Record
from services.runtime.kafka import clients
from services.runtime.process.settings import Settings
from tests.chaos.plan import Plan
from tests.chaos.stories import bad_article
from tests.integration.harness import contents

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Page:
    """A topic's records, by name: those that are missing, double, or should not be there."""

    topic: str
    records: int
    lost: tuple[str, ...]
    double: tuple[str, ...]
    strange: tuple[str, ...]

    @property
    def balanced(self) -> bool:
        """Tell whether the topic holds each record that it should, once, and no other."""
        return not (self.lost or self.double or self.strange)

    @override
    def __str__(self) -> str:
        faults = {"lost": self.lost, "double": self.double, "strange": self.strange}
        told = [f"{len(names)} {fault} ({_few(names)})" for fault, names in faults.items() if names]
        return f"{self.topic}: {self.records} records, {'; '.join(told) or 'each once'}"


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:_EXAMPLES]) + (" …" if len(names) > _EXAMPLES else "")


def page(topic: Topic, wanted: Iterable[str], found: Sequence[str]) -> Page:
    """Compare the names of a topic's records with those that it should hold."""
    counts, names = Counter(found), set(wanted)
    return Page(
        topic.name,
        records=len(found),
        lost=tuple(sorted(names - counts.keys())),
        double=tuple(sorted(name for name, count in counts.items() if count > 1)),
        strange=tuple(sorted(counts.keys() - names)),
    )


async def pages(plan: Plan, settings: Settings) -> list[Page]:
    """Return a page for every topic, as a reader of committed records sees it.

    In at-least-once delivery what is written again, the same in every byte, counts once.
    """
    dumps = {str(number) for number in range(plan.size.dumps)}
    poison = {str(number) for number in plan.poison}
    bad = {bad_article(number) for number in plan.poison}
    wanted = {RAW: dumps, ARTICLES: (dumps - poison) | bad, DEAD_LETTERS: poison | bad}
    found = [
        page(topic, names, [name_of(record) for record in await _held(settings, topic)])
        for topic, names in wanted.items()
    ]
    tagged = await _held(settings, TAGGED)
    found.append(page(TAGGED, dumps - poison, [name_of(record) for record in tagged]))
    for tag, topic in TAG_TOPICS.items():
        copies = [_copy(record) for record in await _held(settings, topic)]
        found.append(page(topic, map(_copy, carrying(tag, tagged)), copies))
    return found


async def _held(settings: Settings, topic: Topic) -> list[Record]:
    records = await contents(settings, topic)
    return distinct(records) if settings.delivery == "at-least-once" else records


def distinct(records: Iterable[Record]) -> list[Record]:
    """Return the records without those that are written again, the same in every byte."""
    return list({_copy(record): record for record in records}.values())


def carrying(tag: str, tagged: Iterable[Record]) -> list[Record]:
    """Return the records of news-tagged that carry the tag."""
    return [
        record
        for record in tagged
        if any(found["tag"] == tag for found in orjson.loads(record.value or b"")["tags"])
    ]


def name_of(record: Record) -> str:
    """Return the id of the dump that a record came of; that of a bad article is its own."""
    return record.header(CE_ID) or record.position


def _copy(record: Record) -> str:
    """Return the name and a digest of all of a record: copies on other topics have the same."""
    whole = repr((record.key, record.headers, record.value)).encode()
    return f"{name_of(record)} {hashlib.sha256(whole).hexdigest()[:12]}"


async def rolled_back(settings: Settings, topics: Sequence[Topic]) -> int:
    """Return how many records transactions took back: those that only dirty readers see."""
    names = [settings.topic_prefix + topic.name for topic in topics]
    counts = [await _count(settings, names, level) for level in _LEVELS]
    return counts[0] - counts[1]


_LEVELS = ("read_uncommitted", "read_committed")


async def _count(settings: Settings, names: Sequence[str], level: str) -> int:
    client = AIOKafkaConsumer(
        *names,
        **clients.connection(settings),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level=level,
    )
    async with client as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        count = 0
        while unread := [p for p in ends if await consumer.position(p) < ends[p]]:
            found = await consumer.getmany(*unread, timeout_ms=1000)
            count += sum(len(records) for records in found.values())
    return count
