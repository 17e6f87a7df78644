"""Exactly-once: a batch is settled when its outcomes and offsets are committed by a transaction.

Outcomes and input offsets are committed together, so the source must commit nothing of its
own, and readers must read committed records only.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial

from aiokafka import TopicPartition
from aiokafka.errors import IllegalGenerationError

from services.records.record import Record
from services.records.skipped import Skipped
from services.runtime.delivery.outcomes import Outcome
from services.runtime.delivery.stage import Stage, Write
from services.runtime.delivery.suspects import Suspects, Trace
from services.runtime.delivery.transactions import OutcomesTooLarge, Transactions
from services.runtime.delivery.trials import Marks, Trials, marks
from services.runtime.kafka import broker_errors
from services.runtime.process.logging import get_logger
from services.runtime.process.settings import Settings
from services.runtime.source import Membership, partition_of

log = get_logger(__name__)


class ExactlyOnce:
    """Writes each batch in one transaction, for all the partitions that it is of.

    The order matters: the membership is noted first, the offsets are read and the batch is
    committed as that member. So no other worker can have settled the same records.
    """

    def __init__(
        self, stage: Stage, membership: Callable[[], Membership], settings: Settings
    ) -> None:
        """Take what tells the membership of now in the consumer group."""
        self._stage = stage
        self._trials = Trials(stage)
        self._membership = membership
        self._settings = settings
        # Of this process alone, kept when its producer is replaced: the new one aborts what
        # the old one left open. What a killed process leaves open the brokers abort in time.
        self._id = f"{settings.group(stage.name)}-{uuid.uuid4()}"
        self._transactions: Transactions | None = None
        # Of two batches, one may be prepared while one is written.
        self._opening, self._committing = asyncio.Lock(), asyncio.Lock()
        self._suspects: tuple[Membership, Suspects] | None = None

    async def prepare(self, records: Sequence[Record]) -> Write:
        """Process the records; the write commits their outcomes."""
        membership = self._membership()
        _check_owned(records, membership)
        await self._trials.ready()
        uncommitted = await self._uncommitted(_in_order(records), membership)
        return await self._trials.begin(
            uncommitted,
            self._suspects_of(membership),
            partial(self._settle, membership),
            partial(self._mark, membership),
        )

    async def _settle(self, membership: Membership, outcomes: Sequence[Outcome]) -> None:
        isolate = set[str]()
        while True:
            try:
                return await self._write(outcomes, membership, isolate)
            except OutcomesTooLarge as refusal:
                outcomes = [
                    self._or_too_large_letter(refusal.records & isolate, one) for one in outcomes
                ]
                isolate |= refusal.records

    async def close(self) -> None:
        """Close the producer."""
        if self._transactions:
            await self._transactions.close()

    async def _uncommitted(
        self, records: Sequence[Record], membership: Membership
    ) -> Sequence[Record]:
        """Return the records that were not committed yet.

        The owner before may have committed some after Faust asked where to begin.
        """
        async for attempt in broker_errors.attempts():
            with attempt:
                transactions = await self._opened()
                uncommitted = _after(records, await transactions.following(membership))
                self._suspects_of(membership, transactions.traces)
                if len(uncommitted) < len(records):  # or is it a topic that was recreated?
                    uncommitted = _after(
                        records, await transactions.following(membership, anew=True)
                    )
        if len(uncommitted) < len(records):
            log.info(
                "already-committed",
                first=records[0].position,
                count=len(records) - len(uncommitted),
            )
        return uncommitted

    async def _write(
        self, outcomes: Sequence[Outcome], membership: Membership, isolate: Collection[str]
    ) -> None:
        async for attempt in broker_errors.attempts():
            with attempt:
                if attempt.num > 1:
                    await self._release(outcomes, membership)
                await self._commit(outcomes, membership, isolate)

    async def _release(self, outcomes: Sequence[Outcome], membership: Membership) -> None:
        """Take back what the next worker would hold against suspects: it's the brokers' doing."""
        records = [one.record for one in outcomes]
        if released := self._suspects_of(membership).released(records):
            await self._mark_once(membership, marks(released, records))

    async def _mark(self, membership: Membership, traces: Marks) -> None:
        async for attempt in broker_errors.attempts():
            with attempt:
                await self._mark_once(membership, traces)

    async def _mark_once(self, membership: Membership, traces: Marks) -> None:
        async with self._committing, self._transaction() as transactions:
            following = await transactions.following(membership)
            # Where nothing was committed yet, where the records begin.
            standing = {p: (following[p] or first, trace) for p, (first, trace) in traces.items()}
            await transactions.mark(standing, membership)

    def _suspects_of(
        self, membership: Membership, traces: Mapping[TopicPartition, Trace] | None = None
    ) -> Suspects:
        """Return the suspects of a generation, as its first look at the traces told them."""
        if self._suspects is None or self._suspects[0] is not membership:
            self._suspects = membership, Suspects(traces or {})
        return self._suspects[1]

    async def _commit(
        self, outcomes: Sequence[Outcome], membership: Membership, isolate: Collection[str]
    ) -> None:
        async with self._committing, self._transaction() as transactions:
            following = await transactions.following(membership)
            uncommitted = [
                one for one in outcomes if one.record.offset >= following[partition_of(one.record)]
            ]
            if uncommitted:
                suspects = self._suspects_of(membership)
                await transactions.commit(uncommitted, membership, suspects, isolate=isolate)
                self._stage.counts.written(uncommitted)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transactions]:
        """Give what commits; after a failure, whose consequences are unknown, a new one goes on."""
        transactions = await self._opened()
        try:
            yield transactions
        except Exception:
            self._transactions = None
            await transactions.close()
            raise

    def _or_too_large_letter(self, refused: Collection[str], one: Outcome) -> Outcome:
        if one.record.position not in refused:
            return one
        return Outcome(one.record, [self._stage.too_large_letter(one.record, one.messages[0])])

    async def _opened(self) -> Transactions:
        async with self._opening:
            if self._transactions is None:
                self._transactions = await Transactions.open(self._id, self._settings)
            return self._transactions


def _in_order(records: Sequence[Record]) -> list[Record]:
    """Return the records by partition and offset, each once: after a rebalance some come again."""
    ordered = sorted(records, key=lambda one: (partition_of(one), one.offset))
    return list({one.position: one for one in ordered}.values())


def _after(records: Sequence[Record], following: Mapping[TopicPartition, int]) -> list[Record]:
    uncommitted = (one for one in records if one.offset >= following[partition_of(one)])
    return [
        one.after(following[partition_of(one)]) if isinstance(one, Skipped) else one
        for one in uncommitted
    ]


def _check_owned(records: Sequence[Record], membership: Membership) -> None:
    """Raise `IllegalGenerationError` if some partitions are not the member's any more."""
    if membership.generation < 0:  # for this the group would check nothing
        raise IllegalGenerationError("this worker is in no generation of its group")
    lost = {partition_of(one) for one in records} - membership.partitions
    if lost:
        raise IllegalGenerationError(f"not assigned to this worker any more: {sorted(lost)}")
