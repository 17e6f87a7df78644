"""At-least-once: a batch is settled when the brokers have confirmed every outcome.

Faust commits the offsets some time later, so a killed worker's last batches are
written again, with the same keys and bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError

from services.runtime.batches import Stage
from services.runtime.clients import send
from services.runtime.records import Message, Record
from services.runtime.settings import Settings


class AtLeastOnce:
    """Writes through one producer for all partitions."""

    def __init__(self, stage: Stage, producer: AIOKafkaProducer, settings: Settings) -> None:
        self._stage = stage
        self._producer = producer
        self._settings = settings

    async def settle(self, records: Sequence[Record]) -> None:
        """Process the records and wait until the brokers have every outcome."""
        sent = [
            (record, await self._send(message))
            for record, messages in await self._stage.outcomes(records)
            for message in messages
        ]
        refused = [record for record, confirmation in sent if not await _taken(confirmation)]
        for record in dict.fromkeys(refused):  # once, however many of its outputs were refused
            await (await self._send(self._stage.refused(record)))

    async def release(self) -> None:
        """Do nothing: the producer belongs to no partition."""

    async def _send(self, message: Message) -> asyncio.Future[Any]:
        return await send(self._producer, message, self._settings)


async def _taken(confirmation: asyncio.Future[Any]) -> bool:
    """Wait until the brokers have a message; return False if it is too large for them."""
    try:
        await confirmation
    except MessageSizeTooLargeError:
        return False
    return True
