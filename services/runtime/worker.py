"""A worker: reads one topic in batches through Faust, writes every outcome, then moves on."""

from __future__ import annotations

import asyncio
import gc
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import faust

from schemas.topics import Topic
from services.records.record import Handler
from services.runtime.delivery.at_least_once import AtLeastOnce
from services.runtime.delivery.beginnings import find_beginning
from services.runtime.delivery.dead_letter_limit import DeadLetterLimit
from services.runtime.delivery.exactly_once import ExactlyOnce
from services.runtime.delivery.mode import Delivery, choose_delivery
from services.runtime.delivery.stage import Stage, Writer
from services.runtime.faust_source.app import RunSchema, fetch_wanted, make_app, membership, offsets
from services.runtime.faust_source.intake import Intake
from services.runtime.kafka import clients
from services.runtime.kafka.topic_admin import require_topics
from services.runtime.lifecycle import serve
from services.runtime.liveness.health import health
from services.runtime.liveness.progress import Progress
from services.runtime.liveness.watch import now
from services.runtime.pipeline import Acknowledge, Pipeline
from services.runtime.process.race import first_done
from services.runtime.process.settings import Settings
from services.runtime.process.signals import stop_signal


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
        SetupError: the brokers cannot be reached or lack transactions, a topic is missing, or
            the consumer group has lost its offsets.

    """
    stop = stop_signal()
    starting = asyncio.create_task(_start(service, source, sinks, settings))
    await first_done(starting, stop.wait())
    if stop.is_set():
        return
    delivery = starting.result()
    stage = Stage(service, handler, DeadLetterLimit(settings.dead_letter_limit))
    progress = Progress(now())
    commits = delivery == "at-least-once"
    with tempfile.TemporaryDirectory(prefix="tagwire-") as folder:
        app = make_app(service, settings, folder=folder, commits=commits)
        async with health(progress, settings), _writer(delivery, stage, app, settings) as writer:
            pipeline = partial(Pipeline, writer, progress)
            _add_agent(app, service, source, pipeline, settings)
            _keep_what_is_there()
            await serve(app, progress, settings, stop)


async def _start(
    service: str, source: Topic, sinks: Sequence[Topic], settings: Settings
) -> Delivery:
    await require_topics(settings, [source, *sinks])
    delivery = await choose_delivery(service, settings)
    await find_beginning(service, source, sinks, delivery, settings)
    return delivery


@asynccontextmanager
async def _writer(
    delivery: Delivery, stage: Stage, app: faust.App, settings: Settings
) -> AsyncIterator[Writer]:
    if delivery == "at-least-once":
        async with clients.producer(settings) as producer:
            yield AtLeastOnce(stage, producer, lambda: offsets(app), settings)
        return
    writer = ExactlyOnce(stage, lambda: membership(app), settings)
    yield writer
    await writer.close()


def _add_agent(
    app: faust.App,
    service: str,
    source: Topic,
    pipeline: Callable[[Acknowledge], Pipeline],
    settings: Settings,
) -> None:
    topic = app.topic(settings.topic_prefix + source.name, schema=RunSchema())

    async def agent(stream: Any) -> None:  # noqa: ANN401 - Faust gives no usable type
        intake = Intake(stream, fetch_wanted(app), most=settings.batch_records)
        work = pipeline(intake.acknowledge)
        async for events in intake.batches(work.written):
            await work.submit(events)

    app.agent(topic, name=service, concurrency=1)(agent)


def _keep_what_is_there() -> None:
    """Keep code and models out of garbage collections, which else take 50 ms now and then."""
    gc.collect()
    gc.freeze()
