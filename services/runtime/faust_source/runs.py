"""Runs: records that follow each other in a partition, and pass through Faust as one message.

Faust spends a hundred microseconds on each message; a run costs it as much as one record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.records.record import Record

RUN_BYTES = 4 * 1024 * 1024
"""Records of so many bytes keep a worker busy while others are fetched and written."""


class Run(NamedTuple):
    """Records of one partition in the order of their offsets, and their size in bytes."""

    records: Sequence[Record]
    size: int

    @property
    def last(self) -> Record:
        """Return the record after which the next run begins."""
        return self.records[-1]


def runs(records: Iterable[Record], limit: int = RUN_BYTES) -> Iterator[Run]:
    """Yield a partition's records in runs of at most `limit` bytes, or of one record."""
    held: list[Record] = []
    size = 0
    for record in records:
        if held and size + record.size > limit:
            yield Run(held, size)
            held, size = [], 0
        held.append(record)
        size += record.size
    if held:
        yield Run(held, size)
