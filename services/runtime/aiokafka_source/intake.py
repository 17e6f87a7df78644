"""What aiokafka's consumer has fetched, until it is taken as a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from services.records.record import from_aiokafka
from services.records.skipped import ReadPosition
from services.runtime.batch_size import BatchSize
from services.runtime.kafka.protocol.fetch_results import one_budget
from services.runtime.kafka.protocol.resets import Resets
from services.runtime.runs import runs
from services.runtime.source import Batch, Partition, Run

_POLL_MS = 100
"""So long a fetch is waited for, until it is looked whether a partition has begun anew."""


class Intake:
    """Gathers records of the partitions that the member has been given."""

    def __init__(self, client: AIOKafkaConsumer, resets: Resets, size: BatchSize) -> None:
        self._client = client
        self._resets = resets
        self._size = size
        self._positions: dict[TopicPartition, ReadPosition] = {}
        self._fetched = defaultdict[TopicPartition, list[Any]](list)

    @property
    def following(self) -> dict[Partition, int]:
        """Return the next offset that is expected in each partition."""
        return {(at.topic, at.partition): one.following for at, one in self._positions.items()}

    def begin(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Note where the group stands in the partitions that are read from now on."""
        self._positions = {
            one: ReadPosition(one.topic, one.partition, offset) for one, offset in offsets.items()
        }

    def drop(self) -> None:
        """Forget what was fetched: after a rebalance it is fetched again by whose it is then."""
        self._fetched.clear()

    async def gather(self, ready: Callable[[], Awaitable[object]]) -> None:
        """Fetch what there is, and what has come when all is ready, as far as there is room."""
        with one_budget() as budget:
            await self._fetch(_POLL_MS)
            if self._fetched and self._room() and budget.left > 0:
                await ready()
                await self._fetch(0)

    def take(self) -> Batch:
        """Return what was gathered, and what was deleted before it unread."""
        fetched, self._fetched = self._fetched, defaultdict(list)
        # Asked for now: a reset comes before what is fetched from there.
        starts = self._resets.taken(self._positions)
        found = (self._runs(at, fetched[at], starts.get(at)) for at in {**fetched, **starts})
        return Batch([run for some in found for run in some])

    def _room(self) -> int:
        return self._size.most - sum(map(len, self._fetched.values()))

    async def _fetch(self, timeout_ms: int) -> None:
        found = await self._client.getmany(timeout_ms=timeout_ms, max_records=self._room())
        for partition, records in found.items():
            self._fetched[partition] += records

    def _runs(
        self, partition: TopicPartition, fetched: Iterable[Any], start: int | None
    ) -> Iterator[Run]:
        position = self._positions[partition]
        # Others come again if the partition ends before where the group stands.
        unread = (from_aiokafka(one) for one in fetched if one.offset >= position.following)
        return runs(position.read(unread, start), self._size.ceiling)
