"""Where aiokafka's consumer had to begin again, as what it was to read next was gone.

It says so in its log only. Where it finds nothing at its position, or has none, it asks where
the partition begins, and goes on there.
"""

# ruff: noqa: ANN401 - aiokafka is untyped
from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from aiokafka import TopicPartition


class Resets:
    """Notes from which offset on a partition is read since its last reset."""

    def __init__(self) -> None:
        self._starts: dict[TopicPartition, int] = {}

    def watch(self, fetcher: Any) -> None:
        """Note the resets of aiokafka's fetcher, before it fetches from there."""
        fetcher._update_fetch_positions = partial(  # noqa: SLF001
            self._update,
            fetcher._update_fetch_positions,  # noqa: SLF001
        )

    def taken(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """Return where the partitions began that were reset, and forget it."""
        reset = [one for one in partitions if one in self._starts]
        return {one: self._starts.pop(one) for one in reset}

    async def _update(
        self, update: Any, assignment: Any, node: int, partitions: Collection[TopicPartition]
    ) -> Any:
        for partition in partitions:
            state = assignment.state_value(partition)
            if "reset_to" not in vars(state):
                state.reset_to = partial(self._reset, partition, state, state.reset_to)
        return await update(assignment, node, partitions)

    def _reset(self, partition: TopicPartition, state: Any, reset_to: Any, position: int) -> None:
        if state.awaiting_reset:  # else it is the committed offset
            self._starts[partition] = position
        reset_to(position)
