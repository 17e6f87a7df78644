"""Batches on their way through a worker: one is processed while the one before is written.

A batch is acknowledged only once it is written, and any failure ends the process on the spot:
the batch is delivered again after the restart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Never

from services.records.record import Record
from services.records.skipped import Skipped
from services.runtime.delivery.stage import Write, Writer
from services.runtime.exits import give_up
from services.runtime.liveness.progress import Progress
from services.runtime.metrics import definitions as metrics
from services.runtime.process.logging import get_logger
from services.runtime.source import Batch, Source

log = get_logger(__name__)


class Pipeline:
    """Hands what the source delivers to the writer, and notes the progress."""

    def __init__(self, source: Source, writer: Writer, progress: Progress) -> None:
        self._source = source
        self._writer = writer
        self._progress = progress
        self._writing: asyncio.Task[None] | None = None

    async def run(self) -> Never:
        """Submit batch after batch. Raises as `Source.batches` does."""
        async for batch in self._source.batches(self.written):
            await self.submit(batch)
        raise AssertionError("batches have no end")

    async def submit(self, batch: Batch) -> None:
        """Process a batch, and begin to write its outcomes once those before are written."""
        records, begun = batch.records, monotonic()
        with _or_end(records):
            self._progress.take(frozenset(batch.following))
            write = await self._writer.prepare(records)
        await self.written()
        self._writing = asyncio.create_task(self._finish(write, batch, records, begun))

    async def written(self) -> None:
        """Wait until nothing is being written."""
        if self._writing:
            await asyncio.shield(self._writing)

    async def _finish(
        self, write: Write, batch: Batch, records: Sequence[Record], begun: float
    ) -> None:
        with _or_end(records):
            await write()
            self._progress.settle(batch.following)
            metrics.BATCH_RECORDS.observe(len(records))
            metrics.BATCH_SECONDS.observe(monotonic() - begun)
            self._tell_skipped(records)
            await self._source.acknowledge(batch)

    def _tell_skipped(self, records: Sequence[Record]) -> None:
        for one in records:
            if isinstance(one, Skipped):
                self._progress.skipped[one.topic, one.partition] += one.count
                metrics.RECORDS_SKIPPED.inc(one.count)
                log.warning(
                    "records-skipped",
                    partition=f"{one.topic}-{one.partition}",
                    first=one.first,
                    last=one.offset,
                    count=one.count,
                    reason="they were deleted before they were read",
                    action="a dead letter tells of them, and `tagwire audit`",
                )


@contextmanager
def _or_end(records: Sequence[Record]) -> Iterator[None]:
    """End the process on any failure: also what is cancelled must not be acknowledged."""
    try:
        yield
    except BaseException as error:  # noqa: BLE001
        give_up(error, first=records[0].position, records=len(records))
