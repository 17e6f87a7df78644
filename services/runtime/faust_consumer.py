"""Faust's Kafka consumer, made to say what it is and where it stands, and to wait for nothing."""

# ruff: noqa: ANN401, ASYNC109 - the signatures are those of Faust's methods
from __future__ import annotations

import asyncio
import inspect
import types
from collections.abc import Coroutine, Generator
from contextlib import suppress
from typing import Any

from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode.services import WaitResults

from services.runtime.errors import SetupError
from services.runtime.faust_thread import Listener, SilentThread, Thread
from services.runtime.membership import Membership
from services.runtime.progress import Partition, Standing

_MOST_SECONDS = 1.0

_BEYOND = (
    "the group stands beyond the end of {topic}-{number}, {end}: the topic was made anew, or has "
    "lost records. Say where to go on with kafka-consumer-groups.sh --reset-offsets"
)
"""Faust would drop all records up to where the group stands, without a word."""


class Consumer(driver.Consumer):
    """A consumer that says what it is and where it stands, and does not wait for nothing.

    It fetches while `wanted` is set, else once a second.
    """

    RebalanceListener = Listener
    _thread: Thread

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = asyncio.Event()
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
        # Else each record that comes while a batch is in hand would have a fetch of its own.
        if self.flow_active:
            await _bounded(self.wanted)
        # Faust sleeps for a second when all buffers are full, though they may empty at once.
        if self.flow_active and not self._get_active_partitions():
            self._drained.clear()
            await _bounded(self._drained)
        return await super()._wait_next_records(timeout)

    def _new_consumer_thread(self) -> Thread:
        return Thread(self, loop=self.loop, beacon=self.beacon)


async def _bounded(event: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_MOST_SECONDS):
            await event.wait()


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
    def _new_consumer_thread(self) -> Thread:
        return SilentThread(self, loop=self.loop, beacon=self.beacon)


class CommittingTransport(driver.Transport):
    """Reads committed records, and commits the offsets of those that are acknowledged."""

    Consumer = Consumer


class SilentTransport(driver.Transport):
    """Reads committed records, and commits no offsets."""

    Consumer = _SilentConsumer
