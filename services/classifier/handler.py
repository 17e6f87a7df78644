"""From a record of news-articles to the records of the tagged topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import ValidationError

from schemas.dead_letters import Reason
from schemas.events import Article, decode
from schemas.topics import TAGGED, tag_topic
from services.classifier.core import classify
from services.classifier.pack import Pack
from services.records.cloudevents import Origin, event_message
from services.records.raw_dumps import complaint
from services.records.record import Message, Record, Rejected


def handle(record: Record, pack: Pack | None = None) -> Sequence[Message]:
    """Return the tagged article, for news-tagged and for the topic of each of its tags.

    The packaged model pack tags it where none is given.

    Raises:
        Rejected: ``invalid-article``, the record is no `Article`.

    """
    tagged = classify(_read(record), pack)
    origin = Origin.passed_on(record)
    message = event_message(tagged, TAGGED, service="classifier", cause=record, origin=origin)
    return [message, *(replace(message, topic=tag_topic(tag.tag)) for tag in tagged.tags)]


def _read(record: Record) -> Article:
    try:
        return decode(Article, record.value or b"")
    except ValidationError as error:
        raise Rejected(Reason.INVALID_ARTICLE, complaint("an Article", error)) from None
