"""From a record of news-raw to the record of news-articles."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.events import Article
from schemas.topics import ARTICLES
from services.parser.core import parse
from services.parser.decoding.dump_of_record import read_dump
from services.parser.known import Sources, known_of
from services.records.cloudevents import Origin, event_message
from services.records.record import Message, Record


def handle(record: Record, sources: Sources | None = None) -> Sequence[Message]:
    """Return the article of a dump. Raises `Rejected` for what is none."""
    article = read_article(record, sources or {})
    message = event_message(
        article, ARTICLES, service="parser", cause=record, origin=Origin.of(record)
    )
    return [message]


def read_article(record: Record, sources: Sources) -> Article:
    """Return the article of a dump, with what is known of its source. Raises `Rejected`."""
    dump = read_dump(record)
    return parse(dump, known_of(sources, dump.source, dump.url))
