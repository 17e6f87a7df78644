"""The transactions of one input partition: outcomes and the next offset, all or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import IllegalOperation, KafkaError, MessageSizeTooLargeError, ProducerFenced
from aiokafka.structs import OffsetAndMetadata

from services.runtime import clients
from services.runtime.batches import Outcome
from services.runtime.logging import get_logger
from services.runtime.records import Record
from services.runtime.settings import Settings

COMMITTED_BY = "transaction"
"""Metadata of the offsets that transactions commit: any other commit takes it away."""

_CLOSE_SECONDS = 5

log = get_logger(__name__)


class Refused(Exception):
    """The brokers found outcomes too large: nothing was committed."""

    def __init__(self, records: Sequence[Record]) -> None:
        super().__init__(f"{len(records)} records have outcomes that are too large")
        self.records = frozenset(record.offset for record in records)


class PartitionTransactions:
    """Commits the outcomes of one partition's records, for as long as this worker owns it.

    The transactional id is a function of group and partition: whoever opens it fences
    off the owner before, and only then reads where that one left off. aiokafka's
    TxnOffsetCommit (v0) knows no group generation, so nothing else would keep an owner
    that was declared dead from committing.
    """

    def __init__(
        self,
        partition: TopicPartition,
        group: str,
        admin: AIOKafkaAdminClient,
        settings: Settings,
    ) -> None:
        self._partition = partition
        self._group = group
        self._admin = admin
        self._settings = settings
        self._open = AsyncExitStack()
        self._producer: AIOKafkaProducer
        self.next_offset = 0

    async def start(self) -> None:
        """Fence off the owner before, and take over where it left off.

        Raises:
            KafkaError: the brokers don't answer, or refuse; nothing stays open.

        """
        topic, number = self._partition
        self._producer = await self._open.enter_async_context(
            clients.transactional_producer(self._settings, f"{self._group}-{topic}-{number}")
        )
        try:
            await self.catch_up()
        except BaseException:
            await self.stop()
            raise

    async def catch_up(self) -> None:
        """Read from the brokers where the group stands."""
        committed = await self._admin.list_consumer_group_offsets(
            self._group, partitions=[self._partition]
        )
        # -1: nothing was committed yet.
        self.next_offset = max(0, committed[self._partition].offset)

    async def commit(self, outcomes: Sequence[Outcome]) -> None:
        """Write the outcomes of records, in order of their offsets, and the offset after them.

        After an error the producer is of no more use: its sequence numbers count what was
        refused too, and what the brokers have of the rest is unknown.

        Raises:
            Refused: some are too large for the brokers; commit others for those records.
            ProducerFenced: another worker owns the partition, or the brokers gave up on
                the transaction, for which they wait a minute.

        """
        next_offset = outcomes[-1].record.offset + 1
        await self._producer.begin_transaction()
        await self._send(outcomes)
        offsets = {self._partition: OffsetAndMetadata(next_offset, COMMITTED_BY)}
        await self._producer.send_offsets_to_transaction(offsets, self._group)
        await self._producer.commit_transaction()
        self.next_offset = next_offset

    async def stop(self) -> None:
        """Close the producer; a transaction that is open is left to the next owner to abort."""
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._open.aclose()
        except (KafkaError, TimeoutError) as error:
            # It wants to send what it holds first, which may be what it failed of.
            log.warning("producer-not-closed", partition=str(self._partition), error=repr(error))

    async def _send(self, outcomes: Sequence[Outcome]) -> None:
        sent: list[tuple[Record, asyncio.Future[Any]]] = []
        try:
            for record, messages in outcomes:
                for message in messages:
                    confirmation = await clients.send(self._producer, message, self._settings)
                    sent.append((record, confirmation))
        except IllegalOperation:
            # The transaction has failed under way: what was sent before says why.
            await _confirmed(sent)
            raise
        if refused := await _confirmed(sent):
            raise Refused(refused)


async def _confirmed(sent: Sequence[tuple[Record, asyncio.Future[Any]]]) -> list[Record]:
    """Wait for all confirmations; return the records with outcomes that are too large."""
    results = await asyncio.gather(*(future for _, future in sent), return_exceptions=True)
    errors = [result for result in results if isinstance(result, BaseException)]
    for error in errors:
        if isinstance(error, ProducerFenced):
            raise error
    refused = [
        record
        for (record, _), result in zip(sent, results, strict=True)
        if isinstance(result, MessageSizeTooLargeError)
    ]
    if errors and not refused:
        raise errors[0]
    return refused
