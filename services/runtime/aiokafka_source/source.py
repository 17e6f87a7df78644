"""The source that reads by aiokafka alone, in the worker's own event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from time import process_time
from typing import Never

from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError
from typing_extensions import override

from services.runtime.aiokafka_source.intake import Intake
from services.runtime.batch_size import BatchSize
from services.runtime.delivery.suspects import Suspects
from services.runtime.delivery.traced_commits import TracedCommits
from services.runtime.delivery.trials import Marks
from services.runtime.kafka import broker_errors, clients
from services.runtime.kafka.protocol.group_member import (
    GroupMember,
    RebalanceListener,
    check_range,
    refused,
)
from services.runtime.metrics import definitions as metrics
from services.runtime.process.logging import get_logger
from services.runtime.process.race import first_done
from services.runtime.process.settings import Settings
from services.runtime.source import Batch, Membership, Partition, Source, Standing

log = get_logger(__name__)

_COMMIT_SECONDS = 1.0
"""From one commit to the next, as Faust's."""


class AiokafkaSource(Source):
    """Reads a topic by a consumer of aiokafka's."""

    _membership: Membership

    def __init__(self, service: str, topic: str, settings: Settings, *, commits: bool) -> None:
        """Take the topic's full name; without `commits` no offsets are committed."""
        self._topic = topic
        self._client = clients.group_consumer(settings, settings.group(service))
        self._member = GroupMember(self._client)
        self._size = BatchSize(settings.batch_records)
        self._intake = Intake(self._client, self._member.resets, self._size)
        self._in_hand = 0
        self._idle, self._assigned, self._flows = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._idle.set()
        self._drains = False
        self._offsets = TracedCommits(self._client)
        self._does_commit = commits
        self._settled: dict[TopicPartition, int] = {}
        self._committing = asyncio.Lock()
        self._committer = asyncio.create_task(self._commits())

    @property
    @override
    def membership(self) -> Membership:
        return self._membership

    @override
    async def batches(self, ready: Callable[[], Awaitable[object]]) -> AsyncIterator[Batch]:
        clock = asyncio.get_running_loop()
        while True:
            await self._flows.wait()
            await self._intake.gather(ready)
            await self._flows.wait()  # there may have been a rebalance
            if (batch := self._intake.take()).runs:
                self._in_hand += 1
                self._idle.clear()
                begun, worked = clock.time(), process_time()
                yield batch
                spent = clock.time() - begun, process_time() - worked
                self._size.note(len(batch.records), *spent)

    @override
    async def acknowledge(self, batch: Batch) -> None:
        self._settled |= {TopicPartition(*one): at for one, at in batch.following.items()}
        self._in_hand -= 1
        if not self._in_hand:
            self._idle.set()

    async def suspects(self) -> Suspects:
        """Return the suspects of this generation. Raises `KafkaError`: nobody answers."""
        return await self._offsets.suspects(self._membership)

    async def mark(self, marks: Marks) -> None:
        """Name what is tried next, if that can be done."""
        await self._offsets.mark(marks)

    @override
    async def standings(self) -> Mapping[Partition, Standing] | None:
        if not self._flows.is_set():
            return None
        # Noted before the ends, which only grow.
        expected = self._intake.following
        standings = await self._member.standings()
        check_range(expected, standings)
        return standings

    @override
    async def start(self) -> None:
        async for attempt in broker_errors.attempts():
            with attempt:
                await self._client.start()
        self._member.watch_resets()
        await self._member.note_topics([self._topic])
        listener = RebalanceListener(self._on_revoked, self._on_assigned)
        self._client.subscribe([self._topic], listener=listener)
        await first_done(self._assigned.wait(), refused(self._member.check))

    @override
    async def drain(self) -> None:
        self._drains = True
        self._flows.clear()
        await self._idle.wait()
        await self._commit()

    @override
    async def stop(self) -> None:
        self._committer.cancel()
        await self._client.stop()

    @override
    async def failed(self) -> Never:
        await asyncio.shield(self._committer)
        raise AssertionError("commits have no end")

    async def _on_revoked(self, _: Collection[TopicPartition]) -> None:
        """Settle what is in hand, as others may be given it."""
        self._flows.clear()
        self._intake.drop()
        await self._idle.wait()
        await self._commit()

    async def _on_assigned(self, assigned: Collection[TopicPartition]) -> None:
        self._membership = self._member.membership(assigned)
        self._intake.begin(await self._member.committed(assigned))
        log.info("assigned", partitions=len(assigned))
        metrics.REBALANCES.inc()
        metrics.ASSIGNED_PARTITIONS.set(len(assigned))
        self._assigned.set()
        if not self._drains:
            self._flows.set()

    async def _commits(self) -> Never:
        while True:
            await asyncio.sleep(_COMMIT_SECONDS)
            await self._commit()

    async def _commit(self) -> None:
        """Commit what was settled; one at a time, so that nothing is under way afterwards."""
        async with self._committing:
            settled, self._settled = self._settled, {}
            if settled and self._does_commit:
                try:
                    await self._offsets.commit(settled)
                except CommitFailedError as error:
                    log.warning("not-committed", error=repr(error), meaning="it is settled again")
