"""Processes a batch at once, or bit by bit: suspects one by one, large outcomes in portions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from aiokafka import TopicPartition

from services.records.record import Record
from services.runtime.delivery.outcomes import Outcome
from services.runtime.delivery.stage import Stage, Write
from services.runtime.delivery.suspects import Suspects, Trace
from services.runtime.source import partition_of

Marks = Mapping[TopicPartition, tuple[int, Trace]]
"""Traces by partition, each with the offset of the first record that is tried next."""

Mark = Callable[[Marks], Awaitable[None]]
"""Writes traces beside the offsets of the group."""

Settle = Callable[[Sequence[Outcome]], Awaitable[None]]
"""Writes outcomes."""


class Trials:
    """Processes the records of batches, of which one may be written meanwhile."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._whole = asyncio.Event()  # unless the batch being written is processed bit by bit
        self._whole.set()

    async def ready(self) -> None:
        """Wait until no batch before is still being processed."""
        await self._whole.wait()

    async def begin(
        self, records: Sequence[Record], suspects: Suspects, settle: Settle, mark: Mark
    ) -> Write:
        """Process the first records; the write settles their outcomes, and processes the rest.

        What was in hand at an end is left to the write: by then nothing else is in hand.

        Raises:
            TooManyDeadLetters: records die so often that nothing of it may be written.

        """
        outcomes: Sequence[Outcome] = []
        if records and not suspects.saw_an_end(records[0]):
            outcomes = await self._process(records, suspects, mark)
        if left := records[len(outcomes) :]:
            self._whole.clear()
        return partial(self._finish, outcomes, left, suspects, settle, mark)

    async def _finish(
        self,
        outcomes: Sequence[Outcome],
        left: Sequence[Record],
        suspects: Suspects,
        settle: Settle,
        mark: Mark,
    ) -> None:
        if outcomes:
            await settle(outcomes)
        while left:
            outcomes = await self._process(left, suspects, mark)
            left = left[len(outcomes) :]
            await settle(outcomes)
        self._whole.set()

    async def _process(
        self, records: Sequence[Record], suspects: Suspects, mark: Mark
    ) -> Sequence[Outcome]:
        if suspects.is_guilty(records[0]):
            suspects.sentence(records[0])
            return [self._stage.ended(records[0])]
        tried = suspects.together(records)
        if traces := suspects.begin(tried):
            await mark(marks(traces, tried))
        return await self._stage.outcomes(tried)


def marks(traces: Mapping[TopicPartition, Trace], records: Sequence[Record]) -> Marks:
    """Return the traces, each with the offset of the first of the records in its partition."""
    first = {partition_of(one): one.begins for one in reversed(records)}
    return {partition: (first[partition], trace) for partition, trace in traces.items()}
