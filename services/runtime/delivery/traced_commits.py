"""Offsets that a group member commits by itself, outside transactions, with traces of suspects.

What was settled is committed every second or so. What is named between two such commits is
committed at once, and must not be taken back by one that comes late.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from aiokafka.structs import OffsetAndMetadata

from services.runtime.delivery.suspects import Suspects, Trace, read
from services.runtime.delivery.trials import Marks
from services.runtime.process.logging import get_logger
from services.runtime.source import Membership

log = get_logger(__name__)

_ANSWER_SECONDS = 4.0


class TracedCommits:
    """Commits of a consumer that has started; all of it runs in the consumer's own event loop."""

    def __init__(self, client: AIOKafkaConsumer) -> None:
        self._client = client
        self._commit: Any = client.commit
        self._suspects: tuple[Membership, Suspects] | None = None
        self._marked: dict[TopicPartition, int] = {}

    async def suspects(self, membership: Membership) -> Suspects:
        """Return the suspects of the generation, asked for once.

        Raises:
            KafkaError: the brokers don't answer, or refuse.

        """
        if self._suspects is None or self._suspects[0] is not membership:
            traces = await self._traces(membership.partitions)
            self._marked.clear()
            self._suspects = membership, Suspects(traces)
        return self._suspects[1]

    async def mark(self, marks: Marks) -> None:
        """Commit the offsets of what is tried next, with traces. All before them is settled.

        Where that fails the traces are missing: the next worker finds its suspects later.
        """
        self._marked |= {partition: offset for partition, (offset, _) in marks.items()}
        offsets = {one: OffsetAndMetadata(at, trace.metadata) for one, (at, trace) in marks.items()}
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await self._commit(offsets)
        except (IllegalStateError, KafkaError, TimeoutError) as error:
            log.warning("suspects-not-named", error=repr(error))

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Commit next offsets, but for those that are named already, there or later.

        Raises:
            KafkaError: the brokers don't answer, or refuse.

        """
        due = {one: at for one, at in offsets.items() if at > self._marked.get(one, -1)}
        traces = self._suspects[1].following(due) if self._suspects else {}
        standings = {
            one: OffsetAndMetadata(offset, traces.get(one, Trace()).metadata)
            for one, offset in due.items()
        }
        if standings:
            await self._commit(standings)

    async def _traces(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, Trace]:
        async with asyncio.timeout(_ANSWER_SECONDS):
            coordinator = self._client._coordinator  # noqa: SLF001
            found = await coordinator.fetch_committed_offsets(list(partitions))
        return {partition: read(one.metadata) for partition, one in found.items()}
