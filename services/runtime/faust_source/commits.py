"""Faust's consumer thread where Faust commits: its offsets tell of suspects, too."""

from __future__ import annotations

from collections.abc import Mapping

from aiokafka import TopicPartition
from aiokafka.structs import OffsetAndMetadata
from typing_extensions import override

from services.runtime.delivery.suspects import Suspects
from services.runtime.delivery.traced_commits import TracedCommits
from services.runtime.delivery.trials import Marks
from services.runtime.faust_source.thread import Thread


class CommittingThread(Thread):
    """Commits what Faust acknowledges, with traces of suspects."""

    commits: TracedCommits

    async def suspects(self) -> Suspects:
        """Do as `TracedCommits.suspects`, for this generation."""
        found: Suspects = await self.call_thread(self.commits.suspects, self.membership)
        return found

    async def mark(self, marks: Marks) -> None:
        """Do as `TracedCommits.mark`."""
        await self.call_thread(self.commits.mark, marks)

    @override
    async def on_start(self) -> None:
        """Start, and have Faust's commits carry traces: its own have no metadata."""
        await super().on_start()
        self.commits = TracedCommits(self._consumer)
        self._ensure_consumer().commit = self._commit_settled

    async def _commit_settled(self, offsets: Mapping[TopicPartition, OffsetAndMetadata]) -> None:
        await self.commits.commit({one: found.offset for one, found in offsets.items()})
