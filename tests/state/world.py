"""Workers, what befalls them, and the books: the steps that scripts and the state machine take."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Self, TypeVar

from aiokafka import AIOKafkaProducer, TopicPartition

from schemas.topics import RAW
from services.ledger.books import Books
from services.ledger.kept import Kept
from services.ledger.stages import BrokerFacts, balance_all
from services.records.record import Record
from services.runtime.kafka import broker_errors, clients
from services.runtime.source import partition_of
from tests.state.ground import TOPICS, Ground, raw_partitions
from tests.state.members import Member, generation
from tests.state.stub import Killed
from tests.state.workers import SERVICE, ExactlyOnceWorker, Make, Worker

_STEP_SECONDS = 30.0
"""No step takes so long, unless it hangs."""

T = TypeVar("T")

_MAX_RESTARTS = 60
"""So many workers are enough to get through everything: three for each that is killed."""


class World:
    """A service with its workers; dead ones leave nothing but what they have written."""

    def __init__(self, ground: Ground, make: Make) -> None:
        self.ground = ground
        self.workers: list[Worker] = []
        self.stalled: list[Worker] = []
        self.log: list[str] = []
        """What became of each write."""
        self._make = make
        self._settings = ground.settings
        self._partitions = raw_partitions(self._settings)
        self._producer = AIOKafkaProducer(**clients.connection(self._settings))
        self._watcher = self._member()

    async def __aenter__(self) -> Self:
        await self._producer.start()
        await self._watcher.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        for one in [*self.workers, *self.stalled]:
            await one.kill()
        await self._watcher.close()
        await self._producer.stop()

    async def send(self, partition: int, *values: bytes) -> None:
        """Write raw records."""
        topic = self._settings.topic_prefix + RAW.name
        for value in values:
            await self._producer.send_and_wait(topic, value, partition=partition)

    async def start_worker(self) -> None:
        """Have another worker join the group."""
        worker = self._make(self._member(), self._settings)
        self.workers.append(worker)
        await worker.member.start()
        await worker.start()
        await self.rebalance()

    async def rebalance(self) -> None:
        """Begin another generation of the group, in the middle of all batches."""
        if not self.workers:
            return
        found = await _in_time(generation([one.member for one in self.workers], self._partitions))
        for worker, membership in zip(self.workers, found, strict=True):
            await worker.assigned(membership)

    async def prepare(self, worker: Worker, count: int) -> None:
        """Have a worker take up to so many records of each of its partitions in one batch."""
        records = await self._unread(worker, count)
        if records and not worker.must_write_first:
            await self.taken(worker, worker.prepare(records), "prepare")

    async def write(self, worker: Worker) -> None:
        """Have a worker write the first batch that it has in hand."""
        await self.taken(worker, worker.write(), "write")

    async def prepare_and_write(self, worker: Worker, count: int) -> None:
        """Have a worker prepare a batch while it writes another, as a worker under load does."""
        records = await self._unread(worker, count)
        if not records:
            await self.write(worker)
            return
        both = _both(worker.prepare(records), worker.write())
        await self.taken(worker, both, "prepare and write")

    async def commit(self, worker: Worker) -> None:
        """Have a worker commit what it has acknowledged."""
        await self.taken(worker, worker.commit(), "commit")

    async def kill(self, worker: Worker) -> None:
        """End a worker on the spot; the group hears of it."""
        if worker in self.workers:
            self.workers.remove(worker)
            await worker.member.leave()
            await worker.kill()
            await self.rebalance()

    async def stall(self, worker: Worker) -> None:
        """Have the group go on without a worker that does not know of it."""
        self.workers.remove(worker)
        self.stalled.append(worker)
        await worker.member.leave()
        await self.rebalance()

    async def awake(self, worker: Worker) -> None:
        """Have a stalled worker write what it has in hand; it ends by that."""
        self.stalled.remove(worker)
        while worker.in_hand:
            if worker.late:
                worker.late.set()
            writing, worker.writing = worker.writing, None
            try:
                await _in_time(writing or worker.write())
            except Killed:
                self.log.append("awake: killed")
                break
            except Exception as error:  # noqa: BLE001 - what is foreseen is noted, else it is raised
                self._note("awake", error)
                break
            self.log.append("awake: written")
        await worker.kill()

    async def fence(self, worker: ExactlyOnceWorker) -> None:
        """Have another producer begin by the name of a worker's own."""
        name = worker.transactional_id
        async with clients.transactional_producer(self._settings, name):
            pass

    async def finish(self) -> None:
        """Have workers go through everything that is left, one after the other."""
        for one in list(self.stalled):
            await self.awake(one)
        for one in list(self.workers):
            await self.kill(one)
        await self.ground.end_transactions()
        for _ in range(_MAX_RESTARTS):
            if not await self._left():
                return
            await self.start_worker()
            while self.workers and await self._unread(self.workers[0], 3):
                await self.prepare(self.workers[0], 3)
                if self.workers and self.workers[0].in_hand:
                    await self.write(self.workers[0])
                if self.workers:
                    await self.commit(self.workers[0])
            for one in list(self.workers):
                await self.kill(one)
        raise AssertionError("the workers do not get through")

    async def books(self) -> Books:
        """Return the books of the stage, by what committed records and offsets tell now."""
        standing = await self._watcher.committed(self._partitions)
        committed = {(one.topic, one.partition): at.offset for one, at in standing.items()}
        kept = Kept(self._settings.topic_prefix, committed, {})
        for topic in TOPICS:
            for record in await self.ground.contents(topic):
                kept.add(record)
        return next(balance_all(kept, self._settings.topic_prefix, BrokerFacts()))

    async def outcomes(self) -> list[tuple[str, str, str]]:
        """Return what is written: topic, input and reason of each outcome, sorted."""
        found = []
        for topic in TOPICS[1:]:
            for record in await self.ground.contents(topic):
                origin = record.header("tagwire.origin") or "-".join(
                    record.header(f"__streams.errors.{name}") or ""
                    for name in ("topic", "partition", "offset")
                )
                found.append((topic.name, origin, record.header("tagwire.reason") or ""))
        return sorted(found)

    def _member(self) -> Member:
        settings = self._settings
        return Member(settings.group(SERVICE), settings.kafka_bootstrap_servers)

    async def _left(self) -> bool:
        standing = await self._watcher.committed(self._partitions)
        return any(
            record.offset >= standing[partition_of(record)].offset
            for record in await self.ground.contents(RAW)
        )

    async def _unread(self, worker: Worker, count: int) -> Sequence[Record]:
        found: dict[TopicPartition, list[Record]] = {one: [] for one in worker.positions}
        for record in await self.ground.contents(RAW):
            place = partition_of(record)
            if place in found and record.offset >= worker.positions[place]:
                found[place].append(record)
        return [record for records in found.values() for record in records[:count]]

    async def taken(self, worker: Worker, step: Awaitable[object], name: str) -> None:
        """Have a worker take a step; it ends by what that fails of."""
        try:
            await _in_time(step)
        except Killed:
            self.log.append(f"{name}: killed")
        except Exception as error:  # noqa: BLE001 - what is foreseen is noted, else it is raised
            self._note(name, error)
        else:
            self.log.append(f"{name}: done")
            return
        await self.kill(worker)

    def _note(self, name: str, error: Exception) -> None:
        if not broker_errors.is_fenced(error):
            raise error
        self.log.append(f"{name}: fenced, {type(error).__name__}")


async def _both(*steps: Awaitable[None]) -> None:
    """Take steps side by side; where one fails, the other ends."""
    tasks = [asyncio.ensure_future(step) for step in steps]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _in_time(step: Awaitable[T]) -> T:
    async with asyncio.timeout(_STEP_SECONDS):
        return await step
