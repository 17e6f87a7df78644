"""What the ledger keeps of a record: some fifty bytes, however large the record is."""

from __future__ import annotations

from array import array
from collections.abc import Hashable
from typing import NamedTuple


def fingerprint(value: Hashable) -> int:
    """Return 64 bits that stand for a value for as long as the process lives.

    Among ten million values two are taken for one with a chance of 3 in a million
    (n² / 2⁶⁵, the birthday bound).
    """
    return hash(value)


class LedgerEntry(NamedTuple):
    """A record in the books.

    `match` is the fingerprint by which outcomes find it, `key` that of the key under which
    compaction keeps its outcome, `time` is in milliseconds since 1970. What is not `settled`
    may still be on its way; what is not `counted` is known, but too old for these books.
    """

    partition: int
    offset: int
    source: str
    match: int
    key: int
    time: int
    settled: bool
    counted: bool


class Entries:
    """Entries of one topic in the order they were read, column by column."""

    def __init__(self) -> None:
        self.partitions = array("i")
        self.offsets = array("q")
        self.matches = array("q")
        self.keys = array("q")
        self.times = array("q")
        self.settled = bytearray()
        self.counted = bytearray()
        self.sources: list[str] = []
        self._known: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self.offsets)

    def append(self, entry: LedgerEntry) -> None:
        """Add an entry."""
        self.partitions.append(entry.partition)
        self.offsets.append(entry.offset)
        self.matches.append(entry.match)
        self.keys.append(entry.key)
        self.times.append(entry.time)
        self.settled.append(entry.settled)
        self.counted.append(entry.counted)
        # One string for each source, not for each record.
        self.sources.append(self._known.setdefault(entry.source, entry.source))

    def position(self, index: int) -> str:
        """Return ``partition-offset`` of an entry."""
        return f"{self.partitions[index]}-{self.offsets[index]}"
