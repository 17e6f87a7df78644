"""A worker: reads one topic in batches through Faust, writes every outcome, then moves on.

Faust acknowledges a batch when the agent's loop comes back for the next one, whatever
happened in between, and also when the loop is left by an exception. So nothing may
leave a writer's `settle` but success: any failure ends the process on the spot, before
Faust can acknowledge, and the batch is delivered again after the restart.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import faust
from aiokafka.errors import ProducerFenced

from schemas.topics import Topic
from services.runtime import clients
from services.runtime.at_least_once import AtLeastOnce
from services.runtime.batches import Stage, Writer
from services.runtime.delivery import Delivery, choose_delivery
from services.runtime.errors import EXIT_FENCED
from services.runtime.exactly_once import ExactlyOnce
from services.runtime.faust_app import make_app, to_record
from services.runtime.logging import get_logger
from services.runtime.records import Handler
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
        SetupError: the brokers cannot be reached or lack transactions, or a topic is missing.

    """
    stop = stop_signal()
    await require_topics(settings, [source, *sinks])
    delivery = await choose_delivery(service, settings)
    commits = delivery == "at-least-once"
    with tempfile.TemporaryDirectory(prefix="tagwire-") as folder:
        async with _writer(delivery, Stage(service, handler), settings) as writer:
            app = make_app(service, settings, folder=folder, commits=commits)
            _add_agent(app, service, writer, source, settings)
            await serve(app, settings, stop)


@asynccontextmanager
async def _writer(delivery: Delivery, stage: Stage, settings: Settings) -> AsyncIterator[Writer]:
    if delivery == "at-least-once":
        async with clients.producer(settings) as producer:
            yield AtLeastOnce(stage, producer, settings)
        return
    async with clients.admin(settings) as admin:
        writer = ExactlyOnce(stage, admin, settings)
        yield writer
        await writer.release()


def _add_agent(
    app: faust.App, service: str, writer: Writer, source: Topic, settings: Settings
) -> None:
    topic = app.topic(
        settings.topic_prefix + source.name, key_serializer="raw", value_serializer="raw"
    )

    async def agent(stream: Any) -> None:  # noqa: ANN401 - Faust gives no usable type
        async for events in stream.take_events(settings.batch_records, settings.batch_seconds):
            await _or_exit(writer, [event.message for event in events])

    async def release(*_: Any, **__: Any) -> None:  # noqa: ANN401 - Faust's signal
        await writer.release()

    app.agent(topic, name=service, concurrency=1)(agent)
    app.on_partitions_revoked.connect(release, weak=False)


async def _or_exit(writer: Writer, messages: Sequence[Any]) -> None:
    """Settle the batch, or end the process before Faust can acknowledge it."""
    try:
        await writer.settle([to_record(message) for message in messages])
    except ProducerFenced:
        log.critical(
            "fenced",
            first=_position(messages[0]),
            reason="another worker owns the partition now, as this one did not answer in time, "
            "or the brokers gave up waiting for the transaction",
            action="the process ends; nothing of its batch was committed",
        )
        end_process(EXIT_FENCED)
    except BaseException:
        log.critical(
            "batch-failed",
            first=_position(messages[0]),
            records=len(messages),
            action="the process ends; the batch is delivered again after the restart",
            exc_info=True,
        )
        end_process()


def _position(message: Any) -> str:  # noqa: ANN401 - Faust's ConsumerMessage
    return f"{message.topic}-{message.partition}-{message.offset}"
