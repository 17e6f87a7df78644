"""At-least-once: a batch is settled when the brokers have confirmed every outcome.

The source commits the offsets some time later, so a killed worker's last batches are
written again, with the same keys and bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from aiokafka import AIOKafkaProducer

from services.records.record import Record
from services.runtime.delivery.outcomes import Outcome
from services.runtime.delivery.record_batches import SourcedMessage, failures, is_too_large
from services.runtime.delivery.stage import Stage, Write, sourced_messages
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
        offsets: Offsets,
        settings: Settings,
    ) -> None:
        """Take a started producer, and what tells the group's offsets."""
        self._stage = stage
        self._trials = Trials(stage)
        self._producer = producer
        self._offsets = offsets
        self._settings = settings

    async def prepare(self, records: Sequence[Record]) -> Write:
        """Process the records; the write waits until the brokers have every outcome."""
        await self._trials.ready()
        suspects = await self._suspects()
        return await self._trials.begin(
            records, suspects, partial(self._settle, suspects), self._offsets.mark
        )

    async def _suspects(self) -> Suspects:
        async for attempt in broker_errors.attempts():
            with attempt:
                found = await self._offsets.suspects()
        return found

    async def _settle(self, suspects: Suspects, outcomes: Sequence[Outcome]) -> None:
        self._stage.counts.written(await self._write_all(outcomes))
        following = {partition_of(one.record): one.record.offset + 1 for one in outcomes}
        if suspects.alone:  # the source would commit it later: it would be blamed for others
            traces = suspects.following(following)
            marks = {one: (following[one], trace) for one, trace in traces.items()}
            await self._offsets.mark(marks)

    async def _write_all(self, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
        """Return what was written: of records whose results are too large, dead letters."""
        last: dict[str, Outcome] = {one.record.position: one for one in outcomes}
        refused = await self._write(await self._write(sourced_messages(outcomes)), isolate=True)
        while refused:
            # One dead letter for a record, however many of its outputs were refused.
            one_each = {record.position: (record, message) for record, message in refused}
            letters = [
                (one, self._stage.too_large_letter(one, message))
                for one, message in one_each.values()
            ]
            last |= {one.position: Outcome(one, [letter]) for one, letter in letters}
            refused = await self._write(letters, isolate=True)
        return list(last.values())

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
