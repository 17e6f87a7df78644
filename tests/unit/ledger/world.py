"""A small cluster in memory: topics of records, and services that go through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zlib import crc32

import orjson

from schemas import dead_letters as names
from schemas.headers import CE_SOURCE, ORIGIN
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAG_TOPICS, TAGGED, TOPICS, Topic
from services.ledger.books import Books
from services.ledger.gaps import OffsetGap
from services.ledger.kept import Kept
from services.ledger.stages import BrokerFacts, balance_all
from services.records.record import Header, Record

PREFIX = "own-"
PARTITIONS = 2


class World:
    def __init__(self) -> None:
        self.topics: dict[str, list[Record]] = {PREFIX + topic.name: [] for topic in TOPICS}
        self.committed: dict[tuple[str, int], int] = {}
        self._ends: dict[tuple[str, int], int] = {}
        self.now = 0
        self.raw_starts: dict[int, int] = {}
        self.gaps: list[OffsetGap] = []
        self.forgotten: dict[str, int] = {}

    def records(self, topic: Topic) -> list[Record]:
        return self.topics[PREFIX + topic.name]

    def write(
        self,
        topic: Topic,
        key: bytes | None,
        value: bytes | None,
        headers: Sequence[Header] = (),
        timestamp: int | None = None,
    ) -> Record:
        name, partition = PREFIX + topic.name, crc32(key or b"") % PARTITIONS
        offset = self._ends.get((name, partition), 0)
        # As after a transaction, whose marker takes an offset too.
        self._ends[name, partition] = offset + 2
        self.now += 1
        at = self.now if timestamp is None else timestamp
        record = Record(name, partition, offset, value, key, tuple(headers), at)
        self.topics[name].append(record)
        return record

    def again(self, record: Record) -> Record:
        """Write a record once more."""
        topic = next(topic for topic in TOPICS if PREFIX + topic.name == record.topic)
        return self.write(topic, record.key, record.value, record.headers)

    def remove(self, record: Record) -> None:
        self.topics[record.topic].remove(record)

    def commit(self, *records: Record) -> None:
        """Commit the offset after each of the inputs."""
        for record in records:
            partition = record.topic, record.partition
            self.committed[partition] = max(self.committed.get(partition, 0), record.offset + 1)

    def send(self, source: str | None = None, key: bytes = b"") -> Record:
        headers = [(CE_SOURCE, source.encode())] if source else []
        return self.write(RAW, key, b"page", headers)

    def parse(self, raw: Record, key: str = "k") -> Record:
        """Write the article of a dump; the text tells one dump from another."""
        source = raw.header(CE_SOURCE)
        value = {"article_id": key, "source": source, "text": raw.position}
        return self.write(
            ARTICLES, key.encode(), orjson.dumps(value), [(ORIGIN, raw.position.encode())]
        )

    def classify(self, article: Record, *tags: str) -> Record:
        """Write the tagged record of an article, and a copy for each tag."""
        value = orjson.loads(article.value or b"") | {"tags": [{"tag": tag} for tag in tags]}
        origin = article.header(ORIGIN) or article.position
        headers = [(ORIGIN, origin.encode())]
        key = value["article_id"].encode()
        tagged = self.write(TAGGED, key, orjson.dumps(value), headers)
        for tag in tags:
            self.write(TAG_TOPICS[tag], key, tagged.value, headers)
        return tagged

    def bury(self, record: Record) -> Record:
        error = {
            names.TOPIC: record.topic,
            names.PARTITION: str(record.partition),
            names.OFFSET: str(record.offset),
        }
        headers = [*record.headers, *((name, value.encode()) for name, value in error.items())]
        return self.write(DEAD_LETTERS, record.key, record.value, headers, record.timestamp)

    def replay(self, letter: Record) -> Record:
        """Write a dead article again, as `tagwire dead-letters replay` does."""
        return self.write(ARTICLES, letter.key, letter.value, letter.headers[:-3])

    def compact(self, topic: Topic, upto: int) -> None:
        """Keep, of the first records, the last of each key."""
        records = self.records(topic)
        last = {(one.partition, one.key): one for one in records[:upto]}
        kept = [one for one in records[:upto] if last[one.partition, one.key] is one]
        records[:upto] = kept

    def delete(self, key: bytes) -> list[Record]:
        """Write a tombstone on each topic of tagged records."""
        return [self.write(topic, key, None) for topic in (TAGGED, *TAG_TOPICS.values())]

    def forget_tombstones(self) -> None:
        """Remove the tombstones, as compaction does in the end with those that are old."""
        for topic in (TAGGED, *TAG_TOPICS.values()):
            name = PREFIX + topic.name
            self.topics[name] = [one for one in self.topics[name] if one.value is not None]
            self.forgotten[name] = self.now + 1

    def recreate(self, topic: Topic) -> None:
        """Delete a topic and make it anew: its offsets begin at 0 again."""
        self.records(topic).clear()
        for partition in range(PARTITIONS):
            self._ends.pop((PREFIX + topic.name, partition), None)
            self.committed.pop((PREFIX + topic.name, partition), None)

    def expire(self, raw: Record) -> None:
        """Delete the records of a partition of the raw topic up to this one, by retention."""
        self.raw_starts[raw.partition] = raw.offset + 1
        self.topics[raw.topic] = [
            one
            for one in self.topics[raw.topic]
            if one.partition != raw.partition or one.offset > raw.offset
        ]

    def books(self, since: Mapping[str, int] | None = None) -> list[Books]:
        kept = Kept(PREFIX, self.committed, since or {})
        for topic in TOPICS:
            for record in self.records(topic):
                kept.add(record)
        known = BrokerFacts(dict(self.raw_starts), self.gaps, self.forgotten)
        return list(balance_all(kept, PREFIX, known))

    def findings(self) -> list[tuple[str, str]]:
        return [finding for books in self.books() for finding in books.findings]
