"""CloudEvents headers for the events that services write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from schemas import headers
from schemas.events import Article, encode
from schemas.topics import Topic
from services.records.facts import facts_of
from services.records.record import Header, Message, Record

_MILLISECONDS = re.compile("[0-9]{1,14}")
"""A time before the year 5139: whoever writes the header can choose another, or no time."""


class Origin(NamedTuple):
    """The raw record that an article comes from: its position, and its timestamp if known."""

    position: str
    time: str | None

    @classmethod
    def of(cls, raw: Record) -> Origin:
        """Return a raw record as an origin."""
        return cls(raw.position, None if raw.timestamp is None else str(raw.timestamp))

    @classmethod
    def passed_on(cls, article: Record) -> Origin:
        """Return what an article says of its origin; one from elsewhere may be its own."""
        position = article.header(headers.ORIGIN)
        return cls(position, article.header(headers.ORIGIN_TIME)) if position else cls.of(article)

    def headers(self) -> Iterator[tuple[str, str]]:
        """Yield the headers that say so."""
        yield headers.ORIGIN, self.position
        if self.time is not None:
            yield headers.ORIGIN_TIME, self.time


def origin_milliseconds(article: Record) -> int | None:
    """Return when the raw record was appended, since 1970, if the article says so."""
    said = article.header(headers.ORIGIN_TIME) or ""
    return int(said) if _MILLISECONDS.fullmatch(said) else None


def event_message(
    article: Article, topic: Topic, *, service: str, cause: Record, origin: Origin
) -> Message:
    """Return the record that carries an article or tagged article, keyed by `article_id`.

    `cause` is the record it was made from, `origin` the raw record at the beginning. The
    headers don't say where `cause` stands: redelivered at another offset, it gives the same
    bytes.
    """
    return Message(
        topic=topic,
        key=article.article_id.encode(),
        value=encode(article),
        headers=(
            *_headers(article, str(topic.event_type), service, cause),
            *((name, value.encode()) for name, value in origin.headers()),
        ),
        facts=facts_of(article),
    )


def _headers(article: Article, event_type: str, service: str, cause: Record) -> tuple[Header, ...]:
    fields = {
        headers.CONTENT_TYPE: headers.JSON,
        headers.CE_SPECVERSION: headers.SPECVERSION,
        headers.CE_TYPE: event_type,
        headers.CE_ID: article.dump_id,
        headers.CE_SOURCE: f"/tagwire/{service}",
        headers.CE_SUBJECT: article.url,
        headers.CE_TIME: article.fetched_at,
        headers.TRACEPARENT: cause.header(headers.TRACEPARENT),
    }
    return tuple((name, value.encode()) for name, value in fields.items() if value)
