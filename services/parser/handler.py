"""From a record of news-raw to the record of news-articles."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.topics import ARTICLES
from services.parser.core import parse
from services.parser.decoding.dump_of_record import read_dump
from services.records.cloudevents import event_message
from services.records.record import Message, Record


def handle(record: Record) -> Sequence[Message]:
    """Return the article of a dump. Raises `Rejected` for what is none."""
    article = parse(read_dump(record))
    message = event_message(
        article, ARTICLES, service="parser", cause=record, origin=record.position
    )
    return [message]
