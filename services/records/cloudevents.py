"""CloudEvents headers for the events that services write."""

from __future__ import annotations

from schemas import headers
from schemas.events import Article, encode
from schemas.topics import Topic
from services.records.facts import facts_of
from services.records.record import Header, Message, Record


def event_message(
    article: Article, topic: Topic, *, service: str, cause: Record, origin: str
) -> Message:
    """Return the record that carries an article or tagged article, keyed by `article_id`.

    `cause` is the record it was made from, `origin` the position of the raw record at the
    beginning. The headers don't say where `cause` stands: redelivered at another offset,
    it gives the same bytes.
    """
    return Message(
        topic=topic,
        key=article.article_id.encode(),
        value=encode(article),
        headers=(
            *_headers(article, str(topic.event_type), service, cause),
            (headers.ORIGIN, origin.encode()),
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
