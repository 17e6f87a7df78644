"""The thread in which Faust keeps aiokafka's consumer: reads committed records, knows its topics.

Faust commits what was acknowledged in the background, at rebalances and when it stops.
Beside transactions such a commit comes late: it would move the group's offset back to
before what a transaction has committed since. So `SilentThread` commits nothing.
"""

# ruff: noqa: ANN401 - the signatures are those of Faust's methods
from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from time import monotonic
from typing import Any

from aiokafka import TopicPartition
from faust.transport.drivers import aiokafka as driver
from typing_extensions import override

from services.runtime.kafka import broker_errors
from services.runtime.kafka.protocol.fetch_results import one_budget
from services.runtime.kafka.protocol.group_member import FETCH_BYTES, FETCH_WAIT_MS, GroupMember
from services.runtime.kafka.protocol.isolation import read_committed, require_committed_reads
from services.runtime.source import Membership, Partition, Standing


class Listener(driver.ConsumerRebalanceListener):
    """Notes the membership before Faust hears of a new generation."""

    _thread: Thread

    @override
    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Note what the group has made of this member, and tell Faust."""
        partitions = frozenset(assigned)
        self._thread.membership = self._thread.member.membership(partitions)
        await super().on_partitions_assigned(partitions)


class Thread(driver.AIOKafkaConsumerThread):
    """Starts patiently, and says where the consumer stands."""

    membership: Membership

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._member: GroupMember | None = None

    @property
    def member(self) -> GroupMember:
        """Return who can be asked, in the thread, once it has started."""
        if self._member is None:
            raise RuntimeError("the consumer has not started")
        return self._member

    @override
    async def on_start(self) -> None:
        """Start aiokafka's consumer, again and again while no broker answers; Faust tries once.

        Raises:
            SetupError: it would read more than committed records.

        """
        self._consumer = self._create_consumer(loop=self.thread_loop)
        self.time_started = monotonic()
        async for attempt in broker_errors.attempts():
            with attempt:
                await self._consumer.start()
        require_committed_reads(self._consumer)
        self._member = GroupMember(self._consumer)
        self._member.watch_resets()

    @override
    async def subscribe(self, topics: Iterable[str]) -> None:
        """Subscribe to the topics, and note which ones they are."""
        names = set(topics)
        await self.call_thread(self.member.note_topics, names)
        await super().subscribe(names)

    async def check(self) -> None:
        """Do as `GroupMember.check`, if there is a member yet."""
        if self._member is not None:
            await self.call_thread(self._member.check)

    async def standings(self) -> dict[Partition, Standing]:
        """Return where the assigned partitions stand. Raises as `Source.standings` does."""
        # It is bounded in the thread: Faust fetches by the same two workers that this keeps busy.
        found: dict[Partition, Standing] = await self.call_thread(self.member.standings)
        return found

    @override
    async def seek_to_committed(self) -> Mapping[Any, Any]:
        """Go to where the group stands, in partitions without an offset to their start.

        aiokafka leaves those where they are, maybe behind records that Faust has dropped.
        """
        found = await super().seek_to_committed()
        if unset := [partition for partition, offset in found.items() if not offset]:
            await self.call_thread(self._ensure_consumer().seek_to_beginning, *unset)
        return found

    @override
    async def on_thread_stop(self) -> None:
        """Stop aiokafka's consumer.

        It raises the cancellation of a fetch that was about to be tried again, for which Faust
        would wait without an end.
        """
        with suppress(asyncio.CancelledError):
            await super().on_thread_stop()

    @override
    def _create_worker_consumer(self, transport: Any) -> Any:
        client = super()._create_worker_consumer(transport)
        read_committed(client)
        # Faust has no settings for them; read when the client is started.
        client._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001 - 1,500 ms are Faust's
        client._fetch_max_bytes = FETCH_BYTES  # noqa: SLF001
        return client

    @override
    async def _fetch_records(self, *args: Any, **kwargs: Any) -> Any:
        with one_budget():
            return await super()._fetch_records(*args, **kwargs)


class SilentThread(Thread):
    """Commits no offsets."""

    @override
    async def commit(self, offsets: Mapping[Any, int]) -> bool:
        """Commit nothing, and say that it is done: the transactions did it."""
        self.tp_last_committed_at.update(dict.fromkeys(offsets, monotonic()))
        return True
