"""What the ledger keeps of each topic beyond entries, column by column."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from services.ledger.entries import Entries

NO_PARTITION = -1
"""Of an article that names no record of the raw topic."""

NO_ORIGIN = 0
"""Of a copy that does not say what it comes from."""


class Tombstones:
    """Which keys of a compacted topic somebody deleted, and when last."""

    def __init__(self) -> None:
        self._times: dict[int, int] = {}

    def add(self, key: int, time: int) -> None:
        """Note a tombstone."""
        self._times[key] = max(time, self._times.get(key, time))

    def cover(self, key: int, time: int) -> bool:
        """Tell whether a record of that key and time was deleted since."""
        return self._times.get(key, -1) >= time


class Articles:
    """All records on the topic of articles, each with the raw record that it names.

    What is not `readable` is no article at all: it will be a dead letter.
    """

    def __init__(self) -> None:
        self.entries = Entries()
        self.readable = bytearray()
        self.raw_partitions = array("i")
        self.raw_offsets = array("q")


class Tagged:
    """All tagged records, and those that carry a tag as entries.

    A `digest` is the fingerprint of all that a copy must have in common with its record.
    """

    def __init__(self, tags: Sequence[str]) -> None:
        self.origins = array("q")
        self.digests = array("q")
        self.times = array("q")
        self.keys = array("q")
        """Of tombstones too: copies of what they delete may stay for a while."""
        self.by_tag = {tag: Entries() for tag in tags}
        self.tombstones = Tombstones()


class Copies:
    """All records on the topic of a tag, each with its origin."""

    def __init__(self) -> None:
        self.entries = Entries()
        self.origins = array("q")
        self.tombstones = Tombstones()
