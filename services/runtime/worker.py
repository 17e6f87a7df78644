"""A worker: reads one topic in batches through Faust, writes every outcome, then moves on.

Faust acknowledges a batch when the agent's loop comes back for the next one, whatever
happened in between, and also when the loop is left by an exception. So nothing may
leave `_settle` but success: any failure ends the process on the spot, before Faust can
commit, and the batch is delivered again after the restart (at-least-once, stable keys).
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from typing import Any

import faust
from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError

from schemas.dead_letters import Reason
from schemas.topics import Topic
from services.runtime import clients
from services.runtime.clients import send
from services.runtime.dead_letters import dead_letter
from services.runtime.faust_app import make_app, to_record
from services.runtime.logging import get_logger
from services.runtime.outcomes import outcome
from services.runtime.records import Handler, Message, Record, Rejected
from services.runtime.serving import end_process, serve
from services.runtime.settings import Settings
from services.runtime.signals import stop_signal
from services.runtime.topics import require_topics

log = get_logger(__name__)


async def run_worker(
    service: str,
    handler: Handler,
    *,
    source: Topic,
    sinks: Sequence[Topic],
    settings: Settings,
) -> None:
    """Process the records of `source` until SIGTERM or SIGINT.

    Raises:
        SetupError: the brokers cannot be reached, or a topic is missing.

    """
    stop = stop_signal()
    await require_topics(settings, [source, *sinks])
    with tempfile.TemporaryDirectory(prefix="tagwire-") as folder:
        async with clients.producer(settings) as producer:
            app = make_app(service, settings, folder=folder)
            _add_agent(app, _Batches(service, handler, producer, settings), source)
            await serve(app, settings, stop)


class _Batches:
    """Turns batches of records into confirmed writes."""

    def __init__(
        self, service: str, handler: Handler, producer: AIOKafkaProducer, settings: Settings
    ) -> None:
        self.service = service
        self.settings = settings
        self._handler = handler
        self._producer = producer

    async def settle(self, records: Sequence[Record]) -> None:
        """Process the records and wait until the brokers have every outcome."""
        sent: list[tuple[Record, asyncio.Future[Any]]] = []
        for record in records:
            messages = outcome(record, self._handler, stage=self.service)
            sent += [(record, await self._send(message)) for message in messages]
            await asyncio.sleep(0)  # let heartbeats and sends run between two records
        refused = [record for record, confirmation in sent if not await _taken(confirmation)]
        for record in dict.fromkeys(refused):  # once, however many of its outputs were refused
            await self._bury(record)

    async def _bury(self, record: Record) -> None:
        error = Rejected(
            Reason.TOO_LARGE,
            "the brokers refuse a result of this size, though it is within the contract's limit: "
            "see `tagwire topics check`, then replay",
        )
        log.warning("dead-letter", record=record.position, reason=error.reason)
        await (await self._send(dead_letter(record, error, stage=self.service)))

    async def _send(self, message: Message) -> asyncio.Future[Any]:
        return await send(self._producer, message, self.settings)


async def _taken(confirmation: asyncio.Future[Any]) -> bool:
    """Wait until the brokers have a message; return False if it is too large for them."""
    try:
        await confirmation
    except MessageSizeTooLargeError:
        return False
    return True


def _add_agent(app: faust.App, batches: _Batches, source: Topic) -> None:
    settings = batches.settings
    topic = app.topic(
        settings.topic_prefix + source.name, key_serializer="raw", value_serializer="raw"
    )

    async def agent(stream: Any) -> None:  # noqa: ANN401 - Faust gives no usable type
        async for events in stream.take_events(settings.batch_records, settings.batch_seconds):
            await _or_exit(batches, [event.message for event in events])

    app.agent(topic, name=batches.service, concurrency=1)(agent)


async def _or_exit(batches: _Batches, messages: Sequence[Any]) -> None:
    """Settle the batch, or end the process before Faust can acknowledge it."""
    try:
        await batches.settle([to_record(message) for message in messages])
    except BaseException:
        first = messages[0]
        log.critical(
            "batch-failed",
            first=f"{first.topic}-{first.partition}-{first.offset}",
            records=len(messages),
            action="the process ends; the batch is delivered again after the restart",
            exc_info=True,
        )
        end_process()
