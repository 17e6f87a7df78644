"""Runs workers over a topic that is full already, and measures them in their steady state.

What they wrote is counted afterwards, by the broker's append times of the results, so that
no reader competes with them; meanwhile only their committed offsets are asked for.
"""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from services.runtime.kafka import clients
from tests.bench.processes import Sample, Workers, workers
from tests.bench.stages import Job
from tests.integration.harness import group_state

FIRST, LAST = 0.1, 0.95
"""The measured share of the records: without start-up, and before any partition runs dry."""
_POLL_SECONDS = 0.1
_STALLED_SECONDS = 120


@dataclass(frozen=True)
class Run:
    """Workers' way through a topic; `appended` are the times of their results, in order."""

    samples: Sequence[Sample]
    appended: Sequence[float]
    ready: float

    @property
    def records_per_second(self) -> float:
        return self._count / (self._end - self._start)

    @property
    def cpu_per_1000(self) -> float:
        """Return the CPU seconds that 1,000 records take."""
        return (self._cpu(self._end) - self._cpu(self._start)) / self._count * 1000

    @property
    def memory(self) -> float:
        """Return the largest resident memory seen, in MiB."""
        return max(sample.memory for sample in self.samples) / 2**20

    @property
    def _start(self) -> float:
        return max(self.appended[int(len(self.appended) * FIRST)], self.ready)

    @property
    def _end(self) -> float:
        return self.appended[int(len(self.appended) * LAST)]

    @property
    def _count(self) -> int:
        count = bisect_left(self.appended, self._end) - bisect_left(self.appended, self._start)
        if count <= 0:
            raise ValueError("all was done before every worker was ready: take more records")
        return count

    def _cpu(self, at: float) -> float:
        times = [sample.at for sample in self.samples]
        after = min(max(bisect_left(times, at), 1), len(times) - 1)
        one, other = self.samples[after - 1], self.samples[after]
        return one.cpu + (other.cpu - one.cpu) * (at - one.at) / (other.at - one.at)


async def measure(job: Job, command: Sequence[str], *, count: int, processes: int = 1) -> Run:
    """Let so many processes of a command settle the `count` records of the job's topic.

    Raises:
        RuntimeError: a process ended, nothing moved any more, or results are missing or double.

    """
    before = await _ends(job)
    with workers([list(command)] * processes, job.settings) as children:
        async with clients.admin(job.settings) as admin:
            await joined(admin, job.group, processes, children)
            ready = time.time()
            samples = [sample async for sample in _samples(admin, job.group, children, count)]
    appended = await _append_times(job, before)
    if len(appended) != count:
        raise RuntimeError(f"{job.name}: {count} records, but {len(appended)} results")
    return Run(samples, appended, ready)


async def joined(admin: AIOKafkaAdminClient, group: str, members: int, children: Workers) -> None:
    """Wait until the consumer group has so many members."""
    async for _ in _until_stalled():
        children.check()
        if await group_state(admin, group) == ("Stable", members):
            return
    raise RuntimeError(f"{group} was not complete after {_STALLED_SECONDS} s")


async def _samples(
    admin: AIOKafkaAdminClient, group: str, children: Workers, count: int
) -> AsyncIterator[Sample]:
    done, moved = -1, time.monotonic()
    while done < count:
        children.check()
        now = await settled(admin, group)
        moved = time.monotonic() if now > done else moved
        done = now
        if time.monotonic() - moved > _STALLED_SECONDS:
            raise RuntimeError(f"{group} stands still at {done} of {count} records")
        yield children.sample(done)
        await asyncio.sleep(_POLL_SECONDS)


async def _until_stalled() -> AsyncIterator[None]:
    deadline = time.monotonic() + _STALLED_SECONDS
    while time.monotonic() < deadline:
        yield
        await asyncio.sleep(_POLL_SECONDS)


async def settled(admin: AIOKafkaAdminClient, group: str) -> int:
    """Return the sum of the committed offsets."""
    committed = await admin.list_consumer_group_offsets(group)
    return sum(max(0, offset.offset) for offset in committed.values())


@asynccontextmanager
async def _results(job: Job) -> AsyncIterator[AIOKafkaConsumer]:
    names = [job.topic(topic) for topic in (job.stage.sink, job.stage.sinks[-1])]
    async with clients.consumer(job.settings, *names, start="earliest") as consumer:
        yield consumer


async def _ends(job: Job) -> dict[TopicPartition, int]:
    async with _results(job) as consumer:
        ends: dict[TopicPartition, int] = await consumer.end_offsets(consumer.assignment())
        return ends


async def _append_times(job: Job, before: dict[TopicPartition, int]) -> list[float]:
    """Return when each result after those offsets was appended, in seconds, in order."""
    times: list[float] = []
    async with _results(job) as consumer:
        for partition, offset in before.items():
            consumer.seek(partition, offset)
        ends = await consumer.end_offsets(list(before))
        while unread := [p for p in before if await consumer.position(p) < ends[p]]:
            for records in (await consumer.getmany(*unread, timeout_ms=1000)).values():
                times += [record.timestamp / 1000 for record in records]
    return sorted(times)
