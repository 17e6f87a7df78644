"""At-least-once: a batch is settled when the brokers have confirmed every outcome.

Faust commits the offsets some time later, so a killed worker's last batches are
written again, with the same keys and bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from aiokafka import AIOKafkaProducer

from services.records.record import Record
from services.runtime.delivery.record_batches import SourcedMessage, failures, is_too_large
from services.runtime.delivery.stage import Outcome, Stage, Write, sourced_messages
from services.runtime.delivery.suspects import Suspects
from services.runtime.delivery.trials import Marks, Trials
from services.runtime.kafka import broker_errors
from services.runtime.process.settings import Settings
from services.runtime.source import partition_of


class Offsets(Protocol):
    """What a consumer group's offsets tell of suspects, and are told (see `suspects`)."""

    async def suspects(self) -> Suspects:
        """Return the suspects of this generation. Raises `KafkaError`: nobody answers."""

    async def mark(self, marks: Marks) -> None:
        """Name what is tried next, if that can be done."""


class AtLeastOnce:
    """Writes through one producer for all partitions."""

    def __init__(
        self,
        stage: Stage,
        producer: AIOKafkaProducer,
        offsets: Callable[[], Offsets],
        settings: Settings,
    ) -> None:
        """Take a started producer, and what tells the offsets once the group has formed."""
        self._stage = stage
        self._trials = Trials(stage)
        self._producer = producer
        self._offsets = offsets
        self._settings = settings

    async def prepare(self, records: Sequence[Record]) -> Write:
        """Process the records; the write waits until the brokers have every outcome."""
        await self._trials.ready()
        offsets = self._offsets()
        suspects = await self._suspects(offsets)
        return await self._trials.begin(
            records, suspects, partial(self._settle, offsets, suspects), offsets.mark
        )

    async def _suspects(self, offsets: Offsets) -> Suspects:
        async for attempt in broker_errors.attempts():
            with attempt:
                found = await offsets.suspects()
        return found

    async def _settle(
        self, offsets: Offsets, suspects: Suspects, outcomes: Sequence[Outcome]
    ) -> None:
        await self._write_all(outcomes)
        following = {partition_of(one.record): one.record.offset + 1 for one in outcomes}
        if suspects.alone:  # Faust would commit it later: it would be blamed for others
            traces = suspects.following(following)
            await offsets.mark({one: (following[one], trace) for one, trace in traces.items()})

    async def _write_all(self, outcomes: Sequence[Outcome]) -> None:
        refused = await self._write(await self._write(sourced_messages(outcomes)), isolate=True)
        while refused:
            # One dead letter for a record, however many of its outputs were refused.
            one_each = {record.position: (record, message) for record, message in refused}
            letters = [
                (one, self._stage.too_large_letter(one, message))
                for one, message in one_each.values()
            ]
            refused = await self._write(letters, isolate=True)

    async def _write(
        self, messages: Sequence[SourcedMessage], *, isolate: bool = False
    ) -> list[SourcedMessage]:
        """Send until the brokers have all; return those in batches too large for them."""
        refused: list[SourcedMessage] = []
        async for attempt in broker_errors.attempts():
            with attempt:
                own = {record.position for record, _ in messages} if isolate else set()
                failed = await failures(self._producer, messages, self._settings, isolate=own)
                refused += [one for one, error in failed if is_too_large(error)]
                lost = [(one, error) for one, error in failed if not is_too_large(error)]
                messages = [one for one, _ in lost]
                if lost:
                    raise lost[0][1]
        return refused
