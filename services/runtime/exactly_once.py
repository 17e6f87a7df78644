"""Exactly-once: a batch is settled when each partition's share is committed by transaction.

Outcomes and input offsets are committed together, so Faust must commit nothing of its
own (see `faust_consumer`), and readers must read committed records only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import groupby

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from services.runtime import outages
from services.runtime.batches import Outcome, Stage
from services.runtime.logging import get_logger
from services.runtime.records import Record
from services.runtime.settings import Settings
from services.runtime.transactions import PartitionTransactions, Refused

log = get_logger(__name__)


class ExactlyOnce:
    """Writes through one transactional producer for each input partition."""

    def __init__(self, stage: Stage, admin: AIOKafkaAdminClient, settings: Settings) -> None:
        self._stage = stage
        self._admin = admin
        self._settings = settings
        self._owned: dict[TopicPartition, PartitionTransactions] = {}

    async def settle(self, records: Sequence[Record]) -> None:
        """Process the records and commit their outcomes, partition by partition."""
        await asyncio.gather(*(self._settle(*share) for share in _by_partition(records)))

    async def release(self) -> None:
        """Close the producers: who owns the partitions next opens its own."""
        owned = list(self._owned.values())
        self._owned.clear()
        await asyncio.gather(*(transactions.stop() for transactions in owned))

    async def _settle(self, partition: TopicPartition, records: Sequence[Record]) -> None:
        outcomes = await self._stage.outcomes(await self._due(partition, records))
        buried: set[int] = set()
        while True:
            try:
                return await self._write(partition, outcomes)
            except Refused as refusal:
                if refusal.records & buried:  # not even the dead letter is taken
                    raise
                buried |= refusal.records
                outcomes = [self._without(refusal, one) for one in outcomes]

    async def _due(self, partition: TopicPartition, records: Sequence[Record]) -> list[Record]:
        """Return the records that were not committed yet.

        The owner before may have committed some after Faust asked where to begin.
        """
        async for attempt in outages.attempts():
            with attempt:
                transactions = await self._transactions(partition)
                if records[0].offset < transactions.next_offset:
                    await transactions.catch_up()  # or is it a topic that was made anew?
        due = [record for record in records if record.offset >= transactions.next_offset]
        if len(due) < len(records):
            log.info("already-committed", first=records[0].position, count=len(records) - len(due))
        return due

    async def _write(self, partition: TopicPartition, outcomes: Sequence[Outcome]) -> None:
        async for attempt in outages.attempts():
            with attempt:
                await self._commit(partition, outcomes)

    async def _commit(self, partition: TopicPartition, outcomes: Sequence[Outcome]) -> None:
        transactions = await self._transactions(partition)
        due = [one for one in outcomes if one.record.offset >= transactions.next_offset]
        if not due:
            return
        try:
            await transactions.commit(due)
        except Exception:
            del self._owned[partition]  # its state is unknown: a new one must go on
            await transactions.stop()
            raise

    def _without(self, refusal: Refused, one: Outcome) -> Outcome:
        if one.record.offset not in refusal.records:
            return one
        return Outcome(one.record, [self._stage.refused(one.record)])

    async def _transactions(self, partition: TopicPartition) -> PartitionTransactions:
        if partition not in self._owned:
            group = self._settings.group(self._stage.name)
            transactions = PartitionTransactions(partition, group, self._admin, self._settings)
            await transactions.start()
            self._owned[partition] = transactions
        return self._owned[partition]


def _by_partition(records: Sequence[Record]) -> list[tuple[TopicPartition, list[Record]]]:
    ordered = sorted(records, key=lambda one: (one.topic, one.partition, one.offset))
    groups = groupby(ordered, key=lambda one: TopicPartition(one.topic, one.partition))
    return [(partition, list(share)) for partition, share in groups]
