"""At-least-once: a batch is settled when the brokers have confirmed every outcome.

Faust commits the offsets some time later, so a killed worker's last batches are
written again, with the same keys and bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from aiokafka import AIOKafkaProducer

from services.runtime import outages
from services.runtime.batches import Outcome, Stage, Write, due_of
from services.runtime.record_batches import Due, failures, is_too_large
from services.runtime.records import Record
from services.runtime.settings import Settings


class AtLeastOnce:
    """Writes through one producer for all partitions."""

    def __init__(self, stage: Stage, producer: AIOKafkaProducer, settings: Settings) -> None:
        self._stage = stage
        self._producer = producer
        self._settings = settings

    async def prepare(self, records: Sequence[Record]) -> Write:
        """Process the records; the write waits until the brokers have every outcome."""
        return partial(self._settle, await self._stage.outcomes(records))

    async def _settle(self, outcomes: Sequence[Outcome]) -> None:
        refused = await self._write(await self._write(due_of(outcomes)), alone=True)
        while refused:
            # One dead letter for a record, however many of its outputs were refused.
            one_each = {record.position: (record, message) for record, message in refused}
            letters = [
                (one, self._stage.instead(one, message)) for one, message in one_each.values()
            ]
            refused = await self._write(letters, alone=True)

    async def _write(self, due: Sequence[Due], *, alone: bool = False) -> list[Due]:
        """Send until the brokers have all; return those in batches too large for them."""
        refused: list[Due] = []
        async for attempt in outages.attempts():
            with attempt:
                own = {record.position for record, _ in due} if alone else set()
                failed = await failures(self._producer, due, self._settings, alone=own)
                refused += [one for one, error in failed if is_too_large(error)]
                lost = [(one, error) for one, error in failed if not is_too_large(error)]
                due = [one for one, _ in lost]
                if lost:
                    raise lost[0][1]
        return refused
