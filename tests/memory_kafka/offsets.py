"""The offsets of a consumer group: those committed, and those of open transactions. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

Place = tuple[str, int]
"""A topic's name and the number of a partition."""


class Offset(NamedTuple):
    """A next offset and what was committed beside it."""

    offset: int
    metadata: str | None = ""


class GroupOffsets:
    """What a group has committed, and what it will have once transactions commit."""

    def __init__(self) -> None:
        self.committed: dict[Place, Offset] = {}
        self._pending: dict[int, dict[Place, Offset]] = {}

    def commit(self, offsets: Mapping[Place, Offset]) -> None:
        """Commit at once."""
        self.committed.update(offsets)

    def add(self, producer: int, offsets: Mapping[Place, Offset]) -> None:
        """Commit with a producer's transaction."""
        self._pending.setdefault(producer, {}).update(offsets)

    def end_transaction(self, producer: int, *, committed: bool) -> None:
        """Commit what a producer's transaction has added, or drop it."""
        pending = self._pending.pop(producer, {})
        if committed:
            self.committed.update(pending)

    def is_unstable(self, place: Place) -> bool:
        """Tell whether an open transaction is about to commit an offset of a partition."""
        return any(place in pending for pending in self._pending.values())
