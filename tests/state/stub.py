"""What a stub service makes of records: the first stage of the flow, without the parsing.

A value says what happens to its record: ``reject`` becomes a dead letter, ``large`` an article that
the brokers refuse, ``kill`` ends the worker that has it in hand; any other becomes an article.
"""

from __future__ import annotations

import orjson

from schemas.dead_letters import Reason
from schemas.headers import ORIGIN
from schemas.topics import ARTICLES
from services.records.record import Message, Record, Rejected

MAX_BATCH_BYTES = 2_000
"""What the brokers take as a record batch of articles."""


class Killed(BaseException):
    """Stands in for the end of the process, on the spot."""


def handle(record: Record) -> list[Message]:
    """Return the article of a record."""
    value = record.value or b""
    if value.startswith(b"reject"):
        raise Rejected(Reason.NO_ARTICLE, "as told")
    if value.startswith(b"kill"):
        raise Killed
    padding = "x" * (MAX_BATCH_BYTES if value.startswith(b"large") else 300)
    event = {"article_id": record.position, "text": padding}
    headers = ((ORIGIN, record.position.encode()),)
    return [Message(ARTICLES, value, orjson.dumps(event), headers)]
