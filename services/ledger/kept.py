"""What the ledger keeps of the records of all topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from schemas import dead_letters as names
from schemas.dead_letters import Reason
from schemas.headers import CE_SOURCE, ORIGIN
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAG_TOPICS, TAGGED, tag_topic
from services.ledger.columns import NO_ORIGIN, NO_PARTITION, Articles, Copies, Tagged
from services.ledger.entries import Entries, LedgerEntry, fingerprint
from services.ledger.gaps import OffsetGap, told_by
from services.records.record import Record

_NO_SOURCE = "(none)"
_LIMIT = 2**31
"""Partitions and offsets of a cluster that is real are smaller."""


class Kept:
    """Takes the records of all topics: the articles before all that is tagged.

    `committed` has the next offset, by topic and partition, that the service reading a topic
    has committed: what is before it has its outcome. `since` tells from which time on, in
    milliseconds since 1970, a topic's records count. Topics go by their full names.
    """

    def __init__(
        self,
        prefix: str,
        committed: Mapping[tuple[str, int], int],
        since: Mapping[str, int],
        tags: Sequence[str] = tuple(TAG_TOPICS),
    ) -> None:
        self.tags = tags
        """Those of the model pack."""
        self.raw = Entries()
        self.articles = Articles()
        self.dead_letters: Counter[int] = Counter()
        """How often a record died, by the fingerprint of its position."""
        self.dead_articles: Counter[int] = Counter()
        """How often an article died, by the fingerprint of its origin."""
        self.tagged = Tagged(tags)
        self.copies = {tag: Copies() for tag in tags}
        self.gaps: set[OffsetGap] = set()
        """What workers have found deleted unread."""
        self._committed = committed
        self._since = since
        self._in_flight: set[int] = set()
        self._raw_topic = prefix + RAW.name
        self._articles_topic = prefix + ARTICLES.name
        self._tags = {prefix + tag_topic(tag).name: tag for tag in tags}
        self._adders = dict.fromkeys(self._tags, self._add_copy) | {
            self._raw_topic: self._add_raw,
            self._articles_topic: self._add_article,
            prefix + DEAD_LETTERS.name: self._add_dead_letter,
            prefix + TAGGED.name: self._add_tagged,
        }

    def add(self, record: Record) -> None:
        """Take a record."""
        self._adders[record.topic](record)

    def _add_raw(self, record: Record) -> None:
        match = fingerprint(record.position)
        source = record.header(CE_SOURCE)
        self.raw.append(self._entry(record, source, match, settled=self._is_committed(record)))

    def _add_article(self, record: Record) -> None:
        article, origin = _event(record), _origin(record)
        settled = self._is_committed(record)
        if not settled:
            self._in_flight.add(origin)
        # The key of the tagged record, whatever the article's own is.
        key = fingerprint(str(article.get("article_id")).encode())
        source = article.get("source")
        self.articles.entries.append(self._entry(record, source, origin, key, settled=settled))
        self.articles.readable.append("article_id" in article)
        partition, offset = self._raw_position(record)
        self.articles.raw_partitions.append(partition)
        self.articles.raw_offsets.append(offset)

    def _raw_position(self, article: Record) -> tuple[int, int]:
        topic, *numbers = (article.header(ORIGIN) or "").rsplit("-", 2)
        if topic != self._raw_topic or not all(map(str.isdecimal, numbers)):
            return NO_PARTITION, 0
        partition, offset = map(int, numbers)
        return (partition, offset) if partition < _LIMIT > offset else (NO_PARTITION, 0)

    def _add_dead_letter(self, record: Record) -> None:
        if record.header(names.REASON) == Reason.DELETED_UNREAD:
            self._add_gap(record)
            return
        topic, partition, offset = map(record.header, (names.TOPIC, names.PARTITION, names.OFFSET))
        self.dead_letters[fingerprint(f"{topic}-{partition}-{offset}")] += 1
        if topic == self._articles_topic:
            self.dead_articles[_origin(record)] += 1

    def _add_gap(self, letter: Record) -> None:
        gap = told_by(letter)
        if gap and (letter.timestamp or 0) >= self._since.get(gap.topic, 0):
            self.gaps.add(gap)

    def _add_tagged(self, record: Record) -> None:
        if record.value is None:
            self.tagged.tombstones.add(fingerprint(record.key), record.timestamp or 0)
            self.tagged.keys.append(fingerprint(record.key))
            return
        event, digest = _event(record), _digest(record)
        self.tagged.times.append(record.timestamp or 0)
        self.tagged.origins.append(_origin(record))
        self.tagged.digests.append(digest)
        self.tagged.keys.append(fingerprint(record.key))
        for tag in _tags(event) & set(self.tags):
            self.tagged.by_tag[tag].append(self._tagged_entry(record, event, digest))

    def _add_copy(self, record: Record) -> None:
        copies = self.copies[self._tags[record.topic]]
        if record.value is None:
            copies.tombstones.add(fingerprint(record.key), record.timestamp or 0)
            return
        copies.entries.append(self._tagged_entry(record, _event(record), _digest(record)))
        origin = record.header(ORIGIN)
        copies.origins.append(fingerprint(origin) if origin else NO_ORIGIN)

    def _tagged_entry(self, record: Record, event: Mapping[str, Any], digest: int) -> LedgerEntry:
        key, settled = fingerprint(record.key), _origin(record) not in self._in_flight
        return self._entry(record, event.get("source"), digest, key, settled=settled)

    def _entry(
        self, record: Record, source: object, match: int, key: int = 0, *, settled: bool
    ) -> LedgerEntry:
        time = record.timestamp or 0
        counted = time >= self._since.get(record.topic, 0)
        name = str(source or _NO_SOURCE)
        return LedgerEntry(
            record.partition, record.offset, name, match, key, time, settled, counted
        )

    def _is_committed(self, record: Record) -> bool:
        return record.offset < self._committed.get((record.topic, record.partition), 0)


def _origin(record: Record) -> int:
    return fingerprint(record.header(ORIGIN) or record.position)


def _digest(record: Record) -> int:
    return fingerprint((record.key, record.value, record.headers))


def _event(record: Record) -> dict[str, Any]:
    """Return a record's JSON object, empty if it is none: anybody may write to a topic."""
    try:
        value = orjson.loads(record.value or b"")
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _tags(event: Mapping[str, Any]) -> set[str]:
    """Return the names of the tags."""
    given = event.get("tags")
    tags = given if isinstance(given, list) else []
    names = [tag.get("tag") for tag in tags if isinstance(tag, dict)]
    return {name for name in names if isinstance(name, str)}
