"""Watches a worker's progress: what only looks alive is not ready, and in the end is ended."""

from __future__ import annotations

import asyncio
import faulthandler
from typing import Never

from aiokafka.errors import KafkaError

from services.runtime.kafka import broker_errors
from services.runtime.liveness.progress import Progress
from services.runtime.liveness.standing_gauges import show
from services.runtime.process.logging import get_logger
from services.runtime.source import Source

log = get_logger(__name__)

_LOOK_SECONDS = 2.0
"""From one look to the next."""

_ANSWER_SECONDS = 5.0

READY_SECONDS = 30.0
"""A worker that has stood still for longer is not ready."""


class Stalled(Exception):
    """Records are there to be read, and none is settled."""


async def watch(source: Source, progress: Progress, *, stall_seconds: float) -> Never:
    """Look again and again where the worker stands.

    If the event loop itself hangs, as in a handler that never ends, the process is ended
    with code 1, after the stack of every thread was written to stderr.

    Raises:
        KafkaError: the brokers refuse what the worker needs.
        Stalled: the brokers or a partition gave nothing for `stall_seconds`.
        TopicRecreated: the topic is not the one that the worker began to read.

    """
    before = 0.0
    try:
        while True:
            faulthandler.dump_traceback_later(stall_seconds, exit=True)
            await _look(source, progress)
            show(progress, source.membership.group, now())
            still = progress.standstill(now())
            if still > stall_seconds:
                raise Stalled(f"nothing has moved for {still:.0f} s: {explain(progress)}")
            if still > READY_SECONDS >= before:
                log.warning("stands-still", reason=explain(progress), action="waits")
            before = still
            await asyncio.sleep(_LOOK_SECONDS)
    finally:
        faulthandler.cancel_dump_traceback_later()


def now() -> float:
    """Return the time of the clock that `watch` measures progress by, in seconds."""
    return asyncio.get_running_loop().time()


def explain(progress: Progress) -> str:
    """Return what stands still, for a person."""
    unseen = progress.unseen(now())
    if unseen > _LOOK_SECONDS + _ANSWER_SECONDS:
        why = f" ({progress.trouble})" if progress.trouble else ""
        return f"the brokers have not said for {unseen:.0f} s where the worker stands{why}"
    still = sorted(progress.still(now()).items(), key=lambda one: -one[1])
    return ", ".join(
        f"{topic}-{number} for {seconds:.0f} s"
        for (topic, number), seconds in still
        if seconds > _LOOK_SECONDS
    )


async def _look(source: Source, progress: Progress) -> None:
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            standings = await source.standings()
        if standings is not None:
            progress.see(standings, now())
    except (KafkaError, OSError) as error:  # TimeoutError is an OSError
        if broker_errors.is_permanent(error):
            raise
        progress.trouble = repr(error)
