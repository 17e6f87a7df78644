"""Faust's consumer thread where Faust commits: its offsets tell of suspects, too.

Faust commits what was settled every second or so. What is named between two commits is
committed at once, and must not be taken back by a commit of Faust's that comes late.
"""

# ruff: noqa: ANN401 - the signatures are those of Faust's methods
from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from aiokafka.structs import OffsetAndMetadata
from typing_extensions import override

from services.runtime.delivery.suspects import Suspects, Trace, read
from services.runtime.delivery.trials import Marks
from services.runtime.faust_source.thread import Thread
from services.runtime.process.logging import get_logger
from services.runtime.source import Membership

log = get_logger(__name__)

_ANSWER_SECONDS = 4.0


class CommittingThread(Thread):
    """Commits what Faust acknowledges, with traces of suspects."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._suspects: tuple[Membership, Suspects] | None = None
        self._marked: dict[TopicPartition, int] = {}

    async def suspects(self) -> Suspects:
        """Return the suspects of the generation, asked for once.

        Raises:
            KafkaError: the brokers don't answer, or refuse.

        """
        membership = self.membership
        if self._suspects is None or self._suspects[0] is not membership:
            traces = await self.call_thread(self._traces, membership.partitions)
            self._marked.clear()
            self._suspects = membership, Suspects(traces)
        return self._suspects[1]

    async def mark(self, marks: Marks) -> None:
        """Commit the offsets of what is tried next, with traces. All before them is settled.

        Where that fails the traces are missing: the next worker finds its suspects later.
        """
        try:
            await self.call_thread(self._mark, marks)
        except (IllegalStateError, KafkaError, TimeoutError) as error:
            log.warning("suspects-not-named", error=repr(error))

    async def _traces(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, Trace]:
        coordinator = self._ensure_consumer()._coordinator  # noqa: SLF001
        async with asyncio.timeout(_ANSWER_SECONDS):
            found = await coordinator.fetch_committed_offsets(list(partitions))
        return {partition: read(one.metadata) for partition, one in found.items()}

    async def _mark(self, marks: Marks) -> None:
        self._marked |= {partition: offset for partition, (offset, _) in marks.items()}
        offsets = {one: OffsetAndMetadata(at, trace.metadata) for one, (at, trace) in marks.items()}
        async with asyncio.timeout(_ANSWER_SECONDS):
            await self._commit_offsets(offsets)

    async def _commit_settled(self, offsets: Mapping[TopicPartition, OffsetAndMetadata]) -> None:
        """Commit what Faust says, but for what is named already at this offset or later."""
        due = {
            one: standing.offset
            for one, standing in offsets.items()
            if standing.offset > self._marked.get(one, -1)
        }
        traces = self._suspects[1].following(due) if self._suspects else {}
        standings = {
            one: OffsetAndMetadata(offset, traces.get(one, Trace()).metadata)
            for one, offset in due.items()
        }
        if standings:
            await self._commit_offsets(standings)

    @override
    def _create_worker_consumer(self, transport: Any) -> Any:
        client = super()._create_worker_consumer(transport)
        self._commit_offsets = client.commit
        client.commit = self._commit_settled  # Faust's own commits have no metadata
        return client
