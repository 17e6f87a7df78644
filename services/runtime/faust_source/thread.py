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
from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka as driver
from typing_extensions import override

from services.runtime.kafka import broker_errors
from services.runtime.kafka.protocol.fetch_results import one_budget
from services.runtime.kafka.protocol.isolation import read_committed, require_committed_reads
from services.runtime.kafka.protocol.partition_ends import ends
from services.runtime.kafka.protocol.resets import Resets
from services.runtime.kafka.protocol.topic_ids import TopicId, topic_ids
from services.runtime.source import Membership, Partition, Standing

_ANSWER_SECONDS = 4.0

_FETCH_WAIT_MS = 100
"""So long a fetch waits for records; Faust would have it wait for 1,500 ms.

aiokafka has one fetch under way to a broker: if it waits for partitions that have no records,
those that have some are not fetched.
"""

_FETCH_BYTES = 16 * 1024 * 1024
"""What a fetch may bring, as it is on the wire, or one record batch; aiokafka says 50 MiB."""


class TopicRecreated(Exception):
    """The topic was deleted and recreated: where the worker stands means nothing there."""


class Listener(driver.ConsumerRebalanceListener):
    """Notes the membership before Faust hears of a new generation."""

    _thread: Thread

    @override
    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Note what the group has made of this member, and tell Faust."""
        # Here, between two generations, they belong together: a moment later they may not.
        self._thread.note_membership(frozenset(assigned))
        await super().on_partitions_assigned(assigned)


class Thread(driver.AIOKafkaConsumerThread):
    """Starts patiently, and says where the consumer stands."""

    membership: Membership

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ids: dict[str, TopicId] = {}
        self.resets = Resets()

    def note_membership(self, partitions: frozenset[TopicPartition]) -> None:
        """Note what the group has just made of this member."""
        coordinator = self._ensure_consumer()._coordinator  # noqa: SLF001
        self.membership = Membership(
            coordinator.group_id, coordinator.generation, coordinator.member_id, partitions
        )

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
        self.resets.watch(self._consumer._fetcher)  # noqa: SLF001

    @override
    async def subscribe(self, topics: Iterable[str]) -> None:
        """Subscribe to the topics, and note which ones they are."""
        names, client = set(topics), self._ensure_consumer()._client  # noqa: SLF001
        with suppress(KafkaError):  # then the first look at the standings notes it
            self._compare(await self.call_thread(topic_ids, client, names))
        await super().subscribe(names)

    async def check(self) -> None:
        """Do as `Consumer.check`."""
        if self._consumer is not None and self._consumer._coordinator is not None:  # noqa: SLF001
            await self.call_thread(self._check)

    async def _check(self) -> None:
        self._ensure_consumer()._coordinator.check_errors()  # noqa: SLF001

    async def standings(self) -> dict[Partition, Standing]:
        """Return where the assigned partitions stand. Raises as `Consumer.standings` does."""
        found: dict[Partition, Standing] = await self.call_thread(self._standings)
        return found

    async def _standings(self) -> dict[Partition, Standing]:
        await self._check()
        client = self._ensure_consumer()
        assigned = client.assignment()
        # Bounded here, in the thread: Faust fetches by the same two workers that this keeps busy.
        async with asyncio.timeout(_ANSWER_SECONDS):
            self._compare(await topic_ids(client._client, client.subscription()))  # noqa: SLF001
            last = await ends(client, assigned)
            return {
                (one.topic, one.partition): Standing(await client.position(one), last[one])
                for one in assigned
            }

    def _compare(self, ids: Mapping[str, TopicId]) -> None:
        for topic, found in ids.items():
            if self._ids.setdefault(topic, found) != found:
                raise TopicRecreated(f"topic {topic} was deleted and recreated")

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
        client._fetch_max_wait_ms = _FETCH_WAIT_MS  # noqa: SLF001
        client._fetch_max_bytes = _FETCH_BYTES  # noqa: SLF001
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
