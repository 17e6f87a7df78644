"""At-least-once: a batch is settled when the brokers have confirmed every outcome.

Faust commits the offsets some time later, so a killed worker's last batches are
written again, with the same keys and bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from services.runtime import outages
from services.runtime.batches import Outcome, Stage, Write
from services.runtime.clients import send
from services.runtime.records import Message, Record
from services.runtime.settings import Settings

_Due = tuple[Record, Message]


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
        refused = await self._write(
            [(one.record, message) for one in outcomes for message in one.messages]
        )
        # One dead letter for a record, however many of its outputs were refused.
        letters = [(record, self._stage.refused(record)) for record in dict.fromkeys(refused)]
        if await self._write(letters):
            raise MessageSizeTooLargeError

    async def _write(self, due: Sequence[_Due]) -> list[Record]:
        """Send until the brokers have all; return the records of messages too large for them."""
        refused: list[Record] = []
        async for attempt in outages.attempts():
            with attempt:
                failed = await self._failures(due)
                refused += [one[0] for one, error in failed if _is_too_large(error)]
                lost = [(one, error) for one, error in failed if not _is_too_large(error)]
                due = [one for one, _ in lost]
                if lost:
                    raise lost[0][1]
        return refused

    async def _failures(self, due: Sequence[_Due]) -> list[tuple[_Due, BaseException]]:
        """Send all, wait for all confirmations, and return what failed, with the reason."""
        sent: list[asyncio.Future[object]] = []
        unsent: KafkaError | None = None
        try:
            for _, message in due:
                sent.append(await send(self._producer, message, self._settings))
        except KafkaError as error:
            unsent = error
        results = await asyncio.gather(*sent, return_exceptions=True)
        results += [unsent] * (len(due) - len(sent))
        return [
            (one, result)
            for one, result in zip(due, results, strict=True)
            if isinstance(result, BaseException)
        ]


def _is_too_large(error: BaseException) -> bool:
    return isinstance(error, MessageSizeTooLargeError)
