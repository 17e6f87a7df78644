"""Faust's Kafka consumer, made to read committed records, and to commit none if told so.

Faust commits what was acknowledged in the background, at rebalances and when it stops.
Beside transactions such a commit comes late: it would move the group's offset back to
before what a transaction has committed since.
"""

# ruff: noqa: ANN401, ASYNC109 - the signatures are those of Faust's methods
from __future__ import annotations

import asyncio
import inspect
import types
from collections.abc import Coroutine, Generator, Iterable, Mapping
from contextlib import suppress
from time import monotonic
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode.services import WaitResults

from services.runtime import outages
from services.runtime.errors import SetupError
from services.runtime.membership import Membership
from services.runtime.progress import Partition, Standing
from services.runtime.topic_ids import TopicId, topic_ids

_ANSWER_SECONDS = 4.0
_FULL_SECONDS = 1.0

_BEYOND = (
    "the group stands beyond the end of {topic}-{number}, {end}: the topic was made anew, or has "
    "lost records. Say where to go on with kafka-consumer-groups.sh --reset-offsets"
)
"""Faust would drop all records up to where the group stands, without a word."""


class TopicRemade(Exception):
    """The topic was deleted and made anew: where the worker stands means nothing there."""


class _Listener(driver.ConsumerRebalanceListener):
    _thread: _Thread

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        # Here, between two generations, they belong together: a moment later they may not.
        self._thread.note_membership(frozenset(assigned))
        await super().on_partitions_assigned(assigned)


class _Thread(driver.AIOKafkaConsumerThread):
    membership: Membership

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ids: dict[str, TopicId] = {}

    def note_membership(self, partitions: frozenset[TopicPartition]) -> None:
        """Note what the group has just made of this member."""
        coordinator = self._ensure_consumer()._coordinator  # noqa: SLF001
        self.membership = Membership(
            coordinator.group_id, coordinator.generation, coordinator.member_id, partitions
        )

    async def on_start(self) -> None:
        """Start aiokafka's consumer, again and again while no broker answers; Faust tries once."""
        self._consumer = self._create_consumer(loop=self.thread_loop)
        self.time_started = monotonic()
        async for attempt in outages.attempts():
            with attempt:
                await self._consumer.start()

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
            ends = await client.end_offsets(assigned) if assigned else {}
            return {
                (one.topic, one.partition): Standing(await client.position(one), ends[one])
                for one in assigned
            }

    def _compare(self, ids: Mapping[str, TopicId]) -> None:
        for topic, found in ids.items():
            if self._ids.setdefault(topic, found) != found:
                raise TopicRemade(f"topic {topic} was deleted and made anew")

    def _create_worker_consumer(self, transport: Any) -> Any:
        client = super()._create_worker_consumer(transport)
        # Faust has no setting for it; read when the client is started.
        client._isolation_level = "read_committed"  # noqa: SLF001
        return client


class _SilentThread(_Thread):
    async def commit(self, offsets: Mapping[Any, int]) -> bool:
        """Commit nothing, and say that it is done: the transactions did it."""
        self.tp_last_committed_at.update(dict.fromkeys(offsets, monotonic()))
        return True


class Consumer(driver.Consumer):
    """A consumer that says what it is and where it stands, and does not wait for nothing."""

    RebalanceListener = _Listener
    _thread: _Thread

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._drained = asyncio.Event()

    async def check(self) -> None:
        """Raise what keeps the worker out of its group, if anything does.

        aiokafka keeps it for whoever asks, and goes on trying once it was told.

        Raises:
            KafkaError: as the group's coordinator put it.

        """
        await self._thread.check()

    async def standings(self) -> dict[Partition, Standing]:
        """Return where the assigned partitions stand.

        Raises:
            KafkaError: the topic is not there, or the brokers don't say.
            TimeoutError: they say nothing for some seconds.
            TopicRemade: the topic is not the one that it was.
            SetupError: a partition ends before where the group stands.

        """
        read = dict(self._read_offset)  # before the ends, which only grow
        standings = await self._thread.standings()
        for (topic, number), standing in standings.items():
            if (read.get(TP(topic, number)) or 0) > standing.end:
                raise SetupError(_BEYOND.format(topic=topic, number=number, end=standing.end))
        return standings

    @property
    def membership(self) -> Membership:
        """Return what the group made of this member at its last rebalance."""
        return self._thread.membership

    def on_buffer_drop(self, tp: Any) -> None:
        """Note that there is room again for a partition's records."""
        super().on_buffer_drop(tp)
        self._drained.set()

    async def wait_first(self, *waits: Any, timeout: Any = None) -> WaitResults:
        """Wait for the first of several, without tasks if the first needs no waiting.

        Faust waits so for each record that it puts into a buffer, and for its being
        stopped: four tasks, though there nearly always is room.
        """
        first = waits[0]
        if not inspect.iscoroutine(first):
            return await super().wait_first(*waits, timeout=timeout)
        try:
            pending = first.send(None)
        except StopIteration as done:
            for other in waits[1:]:
                other.close()
            return WaitResults([first], [done.value], self.should_stop)
        return await super().wait_first(_rest(first, pending), *waits[1:], timeout=timeout)

    async def _wait_next_records(self, timeout: float) -> Any:
        # Faust sleeps for a second when all buffers are full, though they may empty at once.
        if self.flow_active and not self._get_active_partitions():
            self._drained.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_FULL_SECONDS):
                    await self._drained.wait()
        return await super()._wait_next_records(timeout)

    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)


async def _rest(coroutine: Coroutine[Any, Any, Any], pending: Any) -> Any:
    return await _resumed(coroutine, pending)


@types.coroutine
def _resumed(coroutine: Coroutine[Any, Any, Any], pending: Any) -> Generator[Any, Any, Any]:
    """Drive a coroutine to its end that already waits for `pending`."""
    try:
        while True:
            try:
                sent = yield pending
            except BaseException as error:  # noqa: BLE001 - the coroutine's to handle
                pending = coroutine.throw(error)
            else:
                pending = coroutine.send(sent)
    except StopIteration as done:
        return done.value


class _SilentConsumer(Consumer):
    def _new_consumer_thread(self) -> _Thread:
        return _SilentThread(self, loop=self.loop, beacon=self.beacon)


class CommittingTransport(driver.Transport):
    """Reads committed records, and commits the offsets of those that are acknowledged."""

    Consumer = Consumer


class SilentTransport(driver.Transport):
    """Reads committed records, and commits no offsets."""

    Consumer = _SilentConsumer
