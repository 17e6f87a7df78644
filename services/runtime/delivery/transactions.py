"""Transactions of a worker: outcomes and the next offsets of their inputs, all or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import AsyncExitStack

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata

from services.records.record import Record
from services.runtime.delivery.outcomes import Outcome
from services.runtime.delivery.record_batches import SourcedMessage, failures, is_too_large
from services.runtime.delivery.stage import sourced_messages
from services.runtime.delivery.suspects import Suspects, Trace, read
from services.runtime.delivery.transaction_counts import counted
from services.runtime.kafka import clients
from services.runtime.kafka.protocol.member_producer import GroupProducer
from services.runtime.process.logging import get_logger
from services.runtime.process.settings import Settings
from services.runtime.source import Membership, partition_of

COMMITTED_BY = "transaction"
"""How the metadata of offsets begins that transactions commit: any other commit takes it away.

What follows it is a trace (see `suspects`).
"""

_CLOSE_SECONDS = 5

log = get_logger(__name__)


class OutcomesTooLarge(Exception):
    """The brokers found record batches too large: nothing was committed."""

    def __init__(self, records: Sequence[Record]) -> None:
        super().__init__(f"{len(records)} records have outcomes in batches that are too large")
        self.records = frozenset(record.position for record in records)


class Transactions:
    """Commits what a worker makes of the records of its partitions, by one producer.

    The group checks with each commit that the worker is still a member of the generation
    that gave it the partitions. An offset read in that generation is changed by nobody
    else: transactions of generations before that are still open are waited for.
    """

    def __init__(self, producer: GroupProducer, opened: AsyncExitStack, settings: Settings) -> None:
        """Take a started producer, and what closes it."""
        self._producer = producer
        self._opened = opened
        self._settings = settings
        self._membership: Membership | None = None
        self._following: dict[TopicPartition, int] = {}
        self.traces: dict[TopicPartition, Trace] = {}
        """What the offsets told of suspects when they were last asked for."""

    @classmethod
    async def open(cls, transactional_id: str, settings: Settings) -> Transactions:
        """Open a producer; a transaction that an earlier one of this id left open is aborted.

        Raises:
            KafkaError: the brokers don't answer, or refuse; nothing stays open.

        """
        opened = AsyncExitStack()
        producer = clients.transactional_producer(settings, transactional_id)
        return cls(await opened.enter_async_context(producer), opened, settings)

    async def following(
        self, membership: Membership, *, anew: bool = False
    ) -> Mapping[TopicPartition, int]:
        """Return the next offset of each of the member's partitions, asked for once, or anew.

        Raises:
            KafkaError: the brokers don't answer, or refuse.

        """
        if anew or membership is not self._membership:
            found = await self._producer.standings(membership.group, membership.partitions)
            self._following = {partition: one.offset for partition, one in found.items()}
            self.traces = {partition: read(one.metadata) for partition, one in found.items()}
            self._membership = membership
        return self._following

    async def mark(
        self, traces: Mapping[TopicPartition, tuple[int, Trace]], membership: Membership
    ) -> None:
        """Write traces beside the offsets where the partitions stand. Fails as `commit` does."""
        with counted():
            await self._producer.begin_transaction()
            await self._producer.send_standings(_standings(traces), membership)
            await self._producer.commit_transaction()

    async def commit(
        self,
        outcomes: Sequence[Outcome],
        membership: Membership,
        suspects: Suspects,
        *,
        isolate: Collection[str] = (),
    ) -> None:
        """Write the outcomes of records, in order of their offsets, and the offsets after them.

        Those of records at the positions `isolate` have record batches of their own. The offsets
        have the traces of `suspects` beside them.

        After an error the producer is of no more use: its sequence numbers count what was
        refused too, and what the brokers have of the rest is unknown.

        Raises:
            OutcomesTooLarge: some are too large for the brokers, or share a record batch that is.
            IllegalGenerationError: the group has gone on without this worker; so says
                UnknownMemberIdError.
            KafkaError: the brokers are in trouble, or have given the transaction up.

        """
        following = {partition_of(record): record.offset + 1 for record, _ in outcomes}
        with counted(too_large=OutcomesTooLarge):
            await self._producer.begin_transaction()
            await self._send(sourced_messages(outcomes), isolate=isolate)
            # Not beside the outcomes: brokers that check with the transaction's coordinator
            # whether a partition is part of it find it busy then, and the client pauses.
            traces = suspects.following(following)
            standings = _standings({one: (following[one], traces[one]) for one in following})
            await self._producer.send_standings(standings, membership)
            await self._producer.commit_transaction()
        self._following |= following

    async def close(self) -> None:
        """Close the producer; an open transaction is left to the brokers, or the next of the id."""
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._opened.aclose()
        except (KafkaError, TimeoutError) as error:
            # It wants to send what it holds first, which may be what it failed of.
            log.warning("producer-not-closed", error=repr(error))

    async def _send(self, messages: Sequence[SourcedMessage], *, isolate: Collection[str]) -> None:
        """Send, and wait for all confirmations.

        Raises:
            OutcomesTooLarge: some are too large.
            KafkaError: of some other failure, if none is; of the first, which explains the rest.

        """
        failed = await failures(self._producer, messages, self._settings, isolate=isolate)
        refused = [record for (record, _), error in failed if is_too_large(error)]
        if refused:
            raise OutcomesTooLarge(refused)
        for _, error in failed:
            raise error


def _standings(
    traces: Mapping[TopicPartition, tuple[int, Trace]],
) -> dict[TopicPartition, OffsetAndMetadata]:
    return {
        partition: OffsetAndMetadata(offset, f"{COMMITTED_BY} {trace.metadata}".rstrip())
        for partition, (offset, trace) in traces.items()
    }
