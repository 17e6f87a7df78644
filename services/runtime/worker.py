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
from typing import Any, NamedTuple

import faust

from schemas.topics import Topic
from services.runtime import clients
from services.runtime.at_least_once import AtLeastOnce
from services.runtime.batches import Stage, Writer, portions
from services.runtime.delivery import Delivery, choose_delivery
from services.runtime.endings import give_up
from services.runtime.exactly_once import ExactlyOnce
from services.runtime.faust_app import Untouched, make_app, membership, to_record, wanted
from services.runtime.health import health
from services.runtime.intake import Intake
from services.runtime.mortality import Mortality
from services.runtime.progress import Progress
from services.runtime.records import Handler
from services.runtime.serving import serve
from services.runtime.settings import Settings
from services.runtime.signals import stop_signal
from services.runtime.topics import require_topics
from services.runtime.watch import now


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
    stage = Stage(service, handler, Mortality(settings.dead_letter_limit))
    progress = Progress(now())
    commits = delivery == "at-least-once"
    with tempfile.TemporaryDirectory(prefix="tagwire-") as folder:
        app = make_app(service, settings, folder=folder, commits=commits)
        async with health(progress, settings), _writer(delivery, stage, app, settings) as writer:
            _add_agent(app, service, Batches(writer, progress), source, settings)
            await serve(app, progress, settings, stop)


@asynccontextmanager
async def _writer(
    delivery: Delivery, stage: Stage, app: faust.App, settings: Settings
) -> AsyncIterator[Writer]:
    if delivery == "at-least-once":
        async with clients.producer(settings) as producer:
            yield AtLeastOnce(stage, producer, settings)
        return
    writer = ExactlyOnce(stage, lambda: membership(app), settings)
    yield writer
    await writer.close()


class Batches(NamedTuple):
    """Hands what Faust delivers to the writer, and notes the progress."""

    writer: Writer
    progress: Progress

    async def settle(self, messages: Sequence[Any]) -> None:
        """Settle the batch, or end the process before Faust can acknowledge it."""
        try:
            for portion in portions([to_record(message) for message in messages]):
                self.progress.take(frozenset((one.topic, one.partition) for one in portion))
                await self.writer.settle(portion)
                self.progress.settle(
                    {(one.topic, one.partition): one.offset + 1 for one in portion}
                )
        except BaseException as error:  # noqa: BLE001 - a cancelled batch must not be acknowledged
            first = messages[0]
            at = f"{first.topic}-{first.partition}-{first.offset}"
            give_up(error, first=at, records=len(messages))


def _add_agent(
    app: faust.App, service: str, batches: Batches, source: Topic, settings: Settings
) -> None:
    topic = app.topic(settings.topic_prefix + source.name, schema=Untouched())

    async def agent(stream: Any) -> None:  # noqa: ANN401 - Faust gives no usable type
        intake = Intake(
            stream, wanted(app), most=settings.batch_records, pause=settings.batch_seconds
        )
        async for events in intake.batches():
            await batches.settle([event.message for event in events])

    app.agent(topic, name=service, concurrency=1)(agent)
