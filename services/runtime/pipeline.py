"""Batches on their way through a worker: one is processed while the one before is written.

Faust commits what is acknowledged, and goes on after an agent's failure as if nothing had
been. So a batch is acknowledged only once it is written, and any failure ends the process
on the spot: the batch is delivered again after the restart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from services.records.record import Record
from services.records.skipped import Skipped
from services.runtime.delivery.stage import Write, Writer
from services.runtime.exits import give_up
from services.runtime.liveness.progress import Progress
from services.runtime.process.logging import get_logger
from services.runtime.source import Partition

log = get_logger(__name__)

Events = Sequence[Any]
"""Faust's events, each of a run of records."""

Acknowledge = Callable[[Events], Awaitable[None]]
"""Tells Faust that events need not be delivered again."""


class Pipeline:
    """Hands what Faust delivers to the writer, and notes the progress."""

    def __init__(self, writer: Writer, progress: Progress, acknowledge: Acknowledge) -> None:
        self._writer = writer
        self._progress = progress
        self._acknowledge = acknowledge
        self._writing: asyncio.Task[None] | None = None

    async def submit(self, events: Events) -> None:
        """Process a batch, and begin to write its outcomes once those before are written."""
        records = [record for event in events for record in event.value.records]
        with _or_end(records):
            self._progress.take(frozenset(_following(events)))
            write = await self._writer.prepare(records)
        await self.written()
        self._writing = asyncio.create_task(self._finish(write, events, records))

    async def written(self) -> None:
        """Wait until nothing is being written."""
        if self._writing:
            await asyncio.shield(self._writing)

    async def _finish(self, write: Write, events: Events, records: Sequence[Record]) -> None:
        with _or_end(records):
            await write()
            self._progress.settle(_following(events))
            self._tell_skipped(records)
            await self._acknowledge(events)

    def _tell_skipped(self, records: Sequence[Record]) -> None:
        for one in records:
            if isinstance(one, Skipped):
                self._progress.skipped[one.topic, one.partition] += one.count
                log.warning(
                    "records-skipped",
                    partition=f"{one.topic}-{one.partition}",
                    first=one.first,
                    last=one.offset,
                    count=one.count,
                    reason="they were deleted before they were read",
                    action="a dead letter tells of them, and `tagwire audit`",
                )


def _following(events: Events) -> dict[Partition, int]:
    """Return the next offset of each partition that the events are of."""
    lasts = (event.value.last for event in events)
    return {(last.topic, last.partition): last.offset + 1 for last in lasts}


@contextmanager
def _or_end(records: Sequence[Record]) -> Iterator[None]:
    """End the process on any failure: also what is cancelled must not be acknowledged."""
    try:
        yield
    except BaseException as error:  # noqa: BLE001
        give_up(error, first=records[0].position, records=len(records))
