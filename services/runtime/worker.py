"""A worker: reads one topic in batches, writes every outcome, then moves on."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from schemas.topics import Topic
from services.records.record import Handler
from services.runtime.aiokafka_source.source import AiokafkaSource
from services.runtime.delivery.at_least_once import AtLeastOnce
from services.runtime.delivery.beginnings import find_beginning
from services.runtime.delivery.dead_letter_limit import DeadLetterLimit
from services.runtime.delivery.exactly_once import ExactlyOnce
from services.runtime.delivery.mode import Delivery, choose_delivery
from services.runtime.delivery.outcome_counts import (
    Observe,
    OutcomeCounts,
    observe_nothing,
)
from services.runtime.delivery.stage import Stage, Writer
from services.runtime.faust_source.source import FaustSource
from services.runtime.kafka import clients
from services.runtime.kafka.topic_admin import require_topics
from services.runtime.lifecycle import serve
from services.runtime.liveness.health import Readiness
from services.runtime.liveness.progress import Progress
from services.runtime.liveness.watch import now
from services.runtime.metrics.definitions import SetBy
from services.runtime.metrics.server import metrics_of, metrics_served
from services.runtime.pipeline import Pipeline
from services.runtime.process.logging import get_logger
from services.runtime.process.race import first_done
from services.runtime.process.settings import Settings
from services.runtime.process.signals import stop_signal

log = get_logger(__name__)

_Source = FaustSource | AiokafkaSource


class Shown(NamedTuple):
    """What a service shows beyond what every worker does.

    `port` is where its metrics are by default, 0 any free one; `observe` observes the content
    of its records, and sets the metrics of `sets`.
    """

    port: int = 0
    observe: Observe = observe_nothing
    sets: tuple[SetBy, ...] = ()


_NOTHING_MORE = Shown()


async def run_worker(  # noqa: PLR0913 - each by its name
    service: str,
    handler: Handler,
    *,
    source: Topic,
    sinks: Sequence[Topic],
    settings: Settings,
    shown: Shown = _NOTHING_MORE,
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
    counts = OutcomeCounts(settings.metrics_sources, shown.observe)
    stage = Stage(service, handler, DeadLetterLimit(settings.dead_letter_limit), counts)
    progress = Progress(now())
    metrics, ready = metrics_of(service, "workers", *shown.sets), Readiness(progress).readyz
    async with metrics_served(metrics, ready, settings, shown.port) as url:
        log.info("health", url=f"{url}/readyz", metrics=f"{url}/metrics")
        reads = _source(service, source, delivery, settings)
        async with _writer(delivery, stage, reads, settings) as writer:
            _keep_what_is_there()
            pipeline = Pipeline(reads, writer, progress)
            await serve(reads, pipeline, progress, settings, stop)


async def _start(
    service: str, source: Topic, sinks: Sequence[Topic], settings: Settings
) -> Delivery:
    await require_topics(settings, [source, *sinks])
    delivery = await choose_delivery(service, settings)
    await find_beginning(service, source, sinks, delivery, settings)
    return delivery


def _source(service: str, topic: Topic, delivery: Delivery, settings: Settings) -> _Source:
    made = FaustSource if settings.source == "faust" else AiokafkaSource
    name = settings.topic_prefix + topic.name
    return made(service, name, settings, commits=delivery == "at-least-once")


@asynccontextmanager
async def _writer(
    delivery: Delivery, stage: Stage, source: _Source, settings: Settings
) -> AsyncIterator[Writer]:
    if delivery == "at-least-once":
        async with clients.producer(settings) as producer:
            yield AtLeastOnce(stage, producer, source, settings)
        return
    writer = ExactlyOnce(stage, lambda: source.membership, settings)
    yield writer
    await writer.close()


def _keep_what_is_there() -> None:
    """Keep code and models out of garbage collections, which else take 50 ms now and then."""
    gc.collect()
    gc.freeze()
