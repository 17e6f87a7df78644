"""Which records of an article's topics are to be forgotten, and what makes brokers do so. Pure."""

from __future__ import annotations

from typing import NamedTuple

import orjson

from schemas.identity import canonical_url
from schemas.topics import Topic
from services.records.record import Message, Record


class Named(NamedTuple):
    """Articles that somebody names: one by its `article_id`, or all of an address or a source."""

    article_id: str | None = None
    url: str | None = None
    source: str | None = None

    def fits(self, record: Record) -> bool:
        """Tell whether the record is such an article; a tombstone is none."""
        if record.value is None:
            return False
        if self.article_id is not None:
            return record.key == self.article_id.encode()
        article = _read(record.value)
        if self.url is not None:
            return canonical_url(self.url) == canonical_url(_text(article.get("url")))
        return self.source == article.get("source")


def tombstone(topic: Topic, record: Record) -> Message:
    """Return what deletes the record, and all of its key before it, from a compacted topic."""
    return Message(topic, record.key, None)


def _read(value: bytes) -> dict[str, object]:
    try:
        article = orjson.loads(value)
    except orjson.JSONDecodeError:
        return {}
    return article if isinstance(article, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
