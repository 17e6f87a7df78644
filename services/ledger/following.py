"""The audit again and again, its result told to Prometheus."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from aiokafka.errors import KafkaError

from services.ledger.audit import audit
from services.ledger.books import FATES, Books
from services.runtime.metrics import definitions as metrics
from services.runtime.process.errors import SetupError
from services.runtime.process.logging import get_logger
from services.runtime.process.race import first_done
from services.runtime.process.settings import Settings

log = get_logger(__name__)


class Rounds(NamedTuple):
    """How to audit: inputs of the last `window` seconds or all, with pauses of `every` seconds."""

    window: float | None
    every: float


async def follow(
    settings: Settings,
    rounds: Rounds,
    tell: Callable[[Sequence[Books]], None],
    stop: asyncio.Event,
) -> None:
    """Audit until `stop` is set; `tell` is given the books of each round.

    A round that the brokers do not let come to an end is logged and counted, and the next one
    tries again; one that the stop interrupts is left.
    """
    while not stop.is_set():
        await first_done(stop.wait(), _round(settings, rounds.window, tell))
        await first_done(stop.wait(), asyncio.sleep(rounds.every))


async def _round(
    settings: Settings, window: float | None, tell: Callable[[Sequence[Books]], None]
) -> None:
    begun = time.monotonic()
    try:
        books = await audit(settings, window, lambda _, __: None)
    except (SetupError, KafkaError, TimeoutError) as error:
        metrics.AUDIT_FAILURES.inc()
        log.warning("audit-failed", error=str(error) or repr(error), action="tries again")
        return
    show(books)
    metrics.AUDIT_SECONDS.set(time.monotonic() - begun)
    metrics.AUDIT_TIME.set(time.time())
    tell(books)


def show(books: Sequence[Books]) -> None:
    """Set the gauges of every stage."""
    for stage in books:
        to, total = stage.to[0], stage.total
        metrics.AUDIT_BALANCED.labels(stage.topic, to).set(int(stage.balanced))
        for fate in FATES:
            labels = stage.topic, to, fate.replace(" ", "_")
            metrics.AUDIT_RECORDS.labels(*labels).set(total[fate])
