"""Runs a Faust app from start to stop, and notices when it only looks alive."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

import faust
from aiokafka.errors import KafkaError

from services.runtime.exits import end_process, give_up
from services.runtime.faust_source.app import drain
from services.runtime.faust_source.thread import TopicRecreated
from services.runtime.kafka import broker_errors
from services.runtime.liveness.progress import Progress
from services.runtime.liveness.watch import Stalled, joined, watch
from services.runtime.process.errors import EXIT_STALLED, SetupError
from services.runtime.process.logging import get_logger
from services.runtime.process.race import first_done
from services.runtime.process.settings import Settings

log = get_logger(__name__)

STOP_SECONDS = 20
"""How long a clean stop may take, to the end of the process; Faust would wait without a limit."""

_DRAIN_SECONDS = 10
"""How much of that the batches in hand may take."""


class FaustGaveUp(Exception):
    """Faust crashed: nothing will be processed any more."""


async def serve(
    app: faust.App, progress: Progress, settings: Settings, stop: asyncio.Event
) -> None:
    """Run the app until `stop` is set.

    Ends the process if Faust gives up, the consumer group does not take the worker in, or
    nothing moves any more: a Faust app in that state cannot be relied on to stop.
    """
    watched = _watched(app, progress, settings)
    try:
        await first_done(_run(app), stop.wait(), _failure(app), watched)
    except (SetupError, FaustGaveUp, KafkaError, Stalled, TopicRecreated) as error:
        give_up(error)
    log.info("stopping")
    await _stop(app)
    log.info("stopped")


def _assigned(app: faust.App) -> asyncio.Event:
    """Return an event that is set once the consumer group has taken the worker in."""
    event = asyncio.Event()

    async def note(_: Any, assigned: set[Any], **__: Any) -> None:  # noqa: ANN401 - Faust's signal
        log.info("assigned", partitions=len(assigned))
        event.set()

    connect: Callable[..., Any] = app.on_partitions_assigned.connect  # typed for other signals
    connect(note, weak=False)
    return event


async def _run(app: faust.App) -> None:
    await app.start()  # returns when the group has taken the worker in, or never
    log.info("started", group=app.conf.id)
    await asyncio.Event().wait()


async def _failure(app: faust.App) -> None:
    await app.wait()
    reason = app.crash_reason
    if isinstance(reason, SetupError) or (reason and broker_errors.is_permanent(reason)):
        raise reason
    raise FaustGaveUp("Faust gave up: the log lines before this one say why")


async def _watched(app: faust.App, progress: Progress, settings: Settings) -> None:
    """Wait until the group takes the worker in, then watch its progress. Returns never."""
    assigned = _assigned(app)
    # A group waits for its slowest member, at most for the session timeout.
    seconds = settings.kafka_startup_seconds + settings.kafka_session_timeout_seconds
    try:
        async with asyncio.timeout(seconds):
            await joined(app, assigned)
    except TimeoutError:
        raise SetupError(
            f"the consumer group did not take this worker in for {seconds:.0f} s: see the log "
            "lines before this one, and whether the brokers allow "
            "TAGWIRE_KAFKA_SESSION_TIMEOUT_SECONDS (by default they want 6 or more)"
        ) from None
    await watch(app, progress, stall_seconds=settings.stall_seconds)


async def _stop(app: faust.App) -> None:
    # A thread of its own: Faust may swallow a cancellation, and its threads may outlive it.
    overdue = threading.Timer(STOP_SECONDS, copy_context().run, [_end_overdue])
    overdue.daemon = True
    overdue.start()
    await first_done(drain(app), asyncio.sleep(_DRAIN_SECONDS))
    await app.stop()


def _end_overdue() -> None:
    log.critical("stop-overdue", seconds=STOP_SECONDS, action="the process ends at once")
    end_process(EXIT_STALLED)
