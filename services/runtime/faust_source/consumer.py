"""Faust's Kafka consumer, made to say what it is and where it stands, and to hand over runs."""

# ruff: noqa: ANN401, ASYNC109 - the signatures are those of Faust's methods
from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, cast

from faust.transport.drivers import aiokafka as driver
from faust.types import TP, ConsumerMessage
from mode.utils.futures import notify
from typing_extensions import override

from services.records.record import Record, from_aiokafka
from services.records.skipped import ReadPosition
from services.runtime.faust_source.commits import CommittingThread
from services.runtime.faust_source.thread import Listener, SilentThread, Thread
from services.runtime.kafka.protocol.group_member import check_range
from services.runtime.runs import runs
from services.runtime.source import Membership, Partition, Standing

_LOOK_SECONDS = 0.05
"""From one look at a rebalance to the next: there is no event for its end."""

_TURN_SECONDS = 0.001


class Consumer(driver.Consumer):
    """A consumer that says what it is and where it stands, and makes a message of each run.

    It fetches while `fetch_wanted` is set.
    """

    RebalanceListener = Listener
    _thread: Thread

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fetch_wanted = asyncio.Event()
        self._drains = False
        self._settled: dict[TP, int] = {}
        self._places: dict[TP, ReadPosition] = {}

    async def check(self) -> None:
        """Do as `GroupMember.check`."""
        await self._thread.check()

    async def standings(self) -> dict[Partition, Standing]:
        """Return where the assigned partitions stand. Raises as `Source.standings` does."""
        # Noted before the ends, which only grow.
        read = {(one.topic, one.partition): at or 0 for one, at in self._read_offset.items()}
        standings = await self._thread.standings()
        check_range(read, standings)
        return standings

    @property
    def membership(self) -> Membership:
        """Return what the group made of this member at its last rebalance."""
        return self._thread.membership

    async def drain(self) -> None:
        """Fetch no more, and wait until what is in hand is settled, and committed by Faust.

        A rebalance is waited for: a Faust app that stops in one waits for nothing.
        """
        self._drains = True
        self._hold()
        while self.app.rebalancing and (self._unacked_messages or self._settled):  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_SECONDS)
        self._hold()  # again: a rebalance ends by letting runs flow
        await self.wait_empty()

    def _hold(self) -> None:
        """Have Faust drop the runs that it has, and those it is about to have: else it skips some.

        A later run of a partition would be settled without those that were dropped.
        """
        self.app.flow_control.suspend()
        self.app.flow_control.clear()

    @override
    async def _wait_next_records(self, timeout: float) -> Any:
        # Else each record that comes while a batch is in hand would have a fetch of its own.
        if self.flow_active and not await _is_set(self.fetch_wanted, timeout):
            return {}, None
        if self._drains or self._has_runs():
            await asyncio.sleep(_TURN_SECONDS)
            return {}, None
        return await super()._wait_next_records(timeout)

    def _has_runs(self) -> bool:
        """Tell whether Faust has runs that nobody has taken yet: they come first."""
        return any(not channel.queue.empty() for channel in self.app.topics)

    @override
    async def _getmany(self, active_partitions: Any, timeout: float) -> Any:
        fetched = await super()._getmany(active_partitions, timeout)
        # Asked for now: a reset comes before what is fetched from there.
        starts = self._thread.member.resets.taken(self._places.keys() & active_partitions)
        most = cast("Any", self.app).batch_size.run
        return {
            tp: list(runs(self._read(tp, fetched.get(tp, ()), starts.get(tp)), most))
            for tp in {**fetched, **starts}
        }

    def _read(self, tp: TP, records: Iterable[Any], start: int | None) -> Iterator[Record]:
        """Yield what is to be processed: records, and what was deleted before them unread."""
        unread = self._unread(tp, records)
        return self._places[tp].read(unread, start) if tp in self._places else unread

    def _unread(self, tp: TP, records: Iterable[Any]) -> Iterator[Record]:
        # Faust skips such records one by one, but looks at the last of a run only.
        read = self._read_offset.get(tp) or 0
        return (from_aiokafka(record) for record in records if record.offset >= read)

    @override
    async def seek_to_committed(self) -> Any:
        """Go to where the group stands, and note it."""
        found = await super().seek_to_committed()
        self._places = {
            TP(*one): ReadPosition(one.topic, one.partition, offset or 0)
            for one, offset in found.items()
        }
        return found

    @override
    def _to_message(self, tp: TP, record: Any) -> ConsumerMessage:
        last = record.last
        return ConsumerMessage(
            topic=last.topic,
            partition=last.partition,
            offset=last.offset,
            timestamp=(last.timestamp or 0) / 1000,
            timestamp_type=0,
            headers=None,
            key=None,
            value=record,  # a `Run`, where Faust expects bytes
            checksum=None,
            tp=tp,
            generation_id=self.app.consumer_generation_id,
        )

    @override
    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Note nothing: offsets between runs, and within them, are no gaps."""

    @override
    def ack(self, message: Any) -> bool:
        """Note that a run is settled, as are all of its partition before it.

        Faust's own notes are lost when a partition is revoked, before it commits them.
        """
        if message.acked:
            return False
        message.acked = True
        self._settled[message.tp] = message.offset + 1
        self._unacked_messages.discard(message)
        notify(self._waiting_for_ack)
        return True

    @override
    def _filter_committable_offsets(self, _: Iterable[TP]) -> dict[TP, int]:
        """Return the next offsets of what was settled since the last commit."""
        settled, self._settled = self._settled, {}
        return {tp: offset for tp, offset in settled.items() if self._should_commit(tp, offset)}

    @override
    async def maybe_wait_for_commit_to_finish(self) -> bool:
        """Wait, and say that another commit is due: more may be settled since it began."""
        while await super().maybe_wait_for_commit_to_finish():
            pass
        return False

    @override
    def _new_consumer_thread(self) -> Thread:
        return Thread(self, loop=self.loop, beacon=self.beacon)


class CommittingConsumer(Consumer):
    """A consumer whose commits tell of suspects."""

    offsets: CommittingThread

    @override
    def _new_consumer_thread(self) -> Thread:
        self.offsets = CommittingThread(self, loop=self.loop, beacon=self.beacon)
        return self.offsets


async def _is_set(event: asyncio.Event, timeout: float) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(timeout):
            await event.wait()
    return event.is_set()


class _SilentConsumer(Consumer):
    @override
    def _new_consumer_thread(self) -> Thread:
        return SilentThread(self, loop=self.loop, beacon=self.beacon)


class CommittingTransport(driver.Transport):
    """Reads committed records, and commits the offsets of those that are acknowledged."""

    Consumer = CommittingConsumer


class SilentTransport(driver.Transport):
    """Reads committed records, and commits no offsets."""

    Consumer = _SilentConsumer
