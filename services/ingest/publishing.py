"""Publishes dumps, and waits only so long for the brokers."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from schemas.dead_letters import Reason
from services.ingest.core import Accepted
from services.ingest.published_counts import PublishedCounts
from services.records.record import Message, Rejected
from services.runtime.kafka import clients
from services.runtime.process.logging import get_logger
from services.runtime.process.settings import Settings

log = get_logger(__name__)

CONFIRM_SECONDS = 3.5
"""How long a dump waits for the brokers: a client has its answer within 5 s."""

_PROBE_SECONDS = 3.0


class Unavailable(Exception):
    """The brokers did not confirm a dump."""


class Publisher:
    """Writes raw records by a producer."""

    def __init__(self, producer: AIOKafkaProducer, settings: Settings) -> None:
        self._producer = producer
        self._settings = settings
        self.counts = PublishedCounts(settings.metrics_sources)

    async def send(self, message: Message) -> asyncio.Future[object]:
        """Hand a record to the producer; the future is done when the brokers have it.

        Raises:
            KafkaError: the producer cannot take it.

        """
        return await clients.send(self._producer, message, self._settings)

    async def probe(self) -> None:
        """Ask the brokers for an answer. Raises `KafkaError` or TimeoutError."""
        async with asyncio.timeout(_PROBE_SECONDS):
            await self._producer.client.fetch_all_metadata()


class Sent(NamedTuple):
    """A dump on its way to the brokers, and until when its client waits (by the loop's clock)."""

    dump_id: str
    confirmation: asyncio.Future[object]
    deadline: float

    async def confirmed(self) -> None:
        """Return once the brokers have the dump.

        The record stays with the producer, whoever waits: it may still be written later.

        Raises:
            Rejected: it is too large for them.
            Unavailable: they did not confirm it in time.

        """
        left = self.deadline - asyncio.get_running_loop().time()
        done, _ = await asyncio.wait({self.confirmation}, timeout=max(0, left))
        if not done:
            raise _unconfirmed(self.dump_id, TimeoutError())
        if error := self.confirmation.exception():
            raise _translated(self.dump_id, error)


async def publish(publisher: Publisher, dump: Accepted) -> Sent:
    """Hand a dump to the producer.

    Raises:
        Rejected: it is too large for the brokers.
        Unavailable: the producer could not take it in time.

    """
    deadline = asyncio.get_running_loop().time() + CONFIRM_SECONDS
    try:
        async with asyncio.timeout_at(deadline):
            confirmation = await publisher.send(dump.message)
    except (TimeoutError, KafkaError) as error:
        raise _translated(dump.id, error) from None
    publisher.counts.note(dump.message, confirmation)
    return Sent(dump.id, confirmation, deadline)


def _translated(dump_id: str, error: BaseException) -> Exception:
    if isinstance(error, MessageSizeTooLargeError):
        return Rejected(
            Reason.TOO_LARGE, "the brokers refuse a record of this size: send a smaller dump"
        )
    return _unconfirmed(dump_id, error)


def _unconfirmed(dump_id: str, error: BaseException) -> Unavailable:
    log.warning("not-confirmed", dump_id=dump_id, error=repr(error))
    return Unavailable(
        f"the Kafka brokers did not confirm the dump: send it again (its id is {dump_id}). The "
        "first copy may still be written; a second one does no harm"
    )
