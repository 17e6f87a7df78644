"""Runs a worker's pipeline from start to stop, and notices when it only looks alive."""

from __future__ import annotations

import asyncio
import threading
from contextvars import copy_context
from typing import Never

from aiokafka.errors import KafkaError

from services.runtime.exits import end_process, give_up
from services.runtime.liveness.progress import Progress
from services.runtime.liveness.watch import Stalled, watch
from services.runtime.pipeline import Pipeline
from services.runtime.process.errors import EXIT_STALLED, SetupError
from services.runtime.process.logging import get_logger
from services.runtime.process.race import first_done
from services.runtime.process.settings import Settings
from services.runtime.source import Source, SourceGaveUp, TopicRecreated

log = get_logger(__name__)

STOP_SECONDS = 20
"""How long a clean stop may take, to the end of the process; Faust would wait without a limit."""

_DRAIN_SECONDS = 10
"""How much of that the batches in hand may take."""


async def serve(
    source: Source,
    pipeline: Pipeline,
    progress: Progress,
    settings: Settings,
    stop: asyncio.Event,
) -> None:
    """Run the pipeline until `stop` is set.

    Ends the process if the source gives up, the consumer group does not take the worker in, or
    nothing moves any more: a worker in that state cannot be relied on to stop.
    """
    running = asyncio.create_task(pipeline.run())  # to the end of the drain
    watched = _watched(source, progress, settings)
    try:
        await first_done(watched, stop.wait(), source.failed(), asyncio.shield(running))
    except (SetupError, SourceGaveUp, KafkaError, Stalled, TopicRecreated) as error:
        give_up(error)
    log.info("stopping")
    await _stop(source)
    running.cancel()
    log.info("stopped")


async def _watched(source: Source, progress: Progress, settings: Settings) -> Never:
    """Wait until the group takes the worker in, then watch its progress."""
    # A group waits for its slowest member, at most for the session timeout.
    seconds = settings.kafka_startup_seconds + settings.kafka_session_timeout_seconds
    try:
        async with asyncio.timeout(seconds):
            await source.start()
    except TimeoutError:
        raise SetupError(
            f"the consumer group did not take this worker in for {seconds:.0f} s: see the log "
            "lines before this one, and whether the brokers allow "
            "TAGWIRE_KAFKA_SESSION_TIMEOUT_SECONDS (by default they want 6 or more)"
        ) from None
    log.info("started", group=source.membership.group)
    await watch(source, progress, stall_seconds=settings.stall_seconds)


async def _stop(source: Source) -> None:
    # A thread of its own: Faust may swallow a cancellation, and its threads may outlive it.
    overdue = threading.Timer(STOP_SECONDS, copy_context().run, [_end_overdue])
    overdue.daemon = True
    overdue.start()
    await first_done(source.drain(), asyncio.sleep(_DRAIN_SECONDS))
    await source.stop()


def _end_overdue() -> None:
    log.critical("stop-overdue", seconds=STOP_SECONDS, action="the process ends at once")
    end_process(EXIT_STALLED)
