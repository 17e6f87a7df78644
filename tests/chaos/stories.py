"""The records of a run: dumps of every tag and of none, and poison of every kind among them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from aiokafka import AIOKafkaProducer

from schemas.headers import CE_ID, CONTENT_TYPE
from schemas.topics import ARTICLES, RAW, Topic
from services.records.record import Header, Message
from services.runtime.kafka import clients
from services.runtime.process.settings import Settings
from tests.chaos.plan import Plan

_STORIES = (
    (
        "Flood number {0} forces hundreds from their homes\n"
        "Hundreds of people were evacuated after river {0} burst its banks, rescuers said.\n"
    ),
    (
        "Shelling number {0} kills four soldiers near the front\n"
        "Four soldiers were killed by shelling in sector {0} as the army pushed back an attack.\n"
    ),
    (
        "Court number {0} jails gang over armed robbery\n"
        "Three men were sentenced to prison in court {0} for an armed robbery, police said.\n"
    ),
    (
        "Orchestra number {0} opens its season with Mahler\n"
        "The orchestra opened season {0} with a symphony, and the hall was full, critics said.\n"
    ),
)
_JSON: Header = (CONTENT_TYPE, b"application/json")
_PDF: Header = (CONTENT_TYPE, b"application/pdf")
_POISON: tuple[tuple[bytes | None, tuple[Header, ...]], ...] = (
    (b" ", ()),
    (None, ()),
    (b'{"text": ', (_JSON,)),
    (b"[]", (_JSON,)),
    (b"%PDF-1.7", (_PDF,)),
)
_BAD_ARTICLES = (b"no JSON", b"{}", None)


def bad_article(number: int) -> str:
    """Return the id of the record that no classifier can read, sent along with a bad dump."""
    return f"article-{number}"


def records(plan: Plan, numbers: Iterator[int] | Sequence[int]) -> Iterator[Message]:
    """Yield the dumps of these numbers; with each that is poison, a bad article, too."""
    for number in numbers:
        if number in plan.poison:
            value, headers = _POISON[number % len(_POISON)]
            yield _message(RAW, str(number), value, headers)
            yield _message(ARTICLES, bad_article(number), _BAD_ARTICLES[number % 3])
        else:
            story = _STORIES[number % len(_STORIES)].format(number)
            yield _message(RAW, str(number), story.encode())


def _message(
    topic: Topic, name: str, value: bytes | None, headers: tuple[Header, ...] = ()
) -> Message:
    return Message(topic, name.encode(), value, (*headers, (CE_ID, name.encode())))


def producer(settings: Settings) -> AIOKafkaProducer:
    """Return a producer that doubles nothing when it has to send again."""
    return AIOKafkaProducer(**clients.connection(settings), enable_idempotence=True, linger_ms=5)


async def publish(client: AIOKafkaProducer, settings: Settings, share: Iterator[Message]) -> None:
    """Send the records, and wait until the brokers have them all."""
    sent = [await clients.send(client, message, settings) for message in share]
    await asyncio.gather(*sent)
