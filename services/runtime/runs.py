"""Runs: records that follow each other in a partition, and pass through a source as one thing.

Faust spends a hundred microseconds on each of its messages; a run costs it as much as one record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.records.record import Record
from services.runtime.source import RUN_BYTES, Run


def runs(records: Iterable[Record], most: int, limit: int = RUN_BYTES) -> Iterator[Run]:
    """Yield a partition's records in runs of at most `most`, and `limit` bytes or one record."""
    held: list[Record] = []
    size = 0
    for record in records:
        if held and (len(held) >= most or size + record.size > limit):
            yield Run(held, size)
            held, size = [], 0
        held.append(record)
        size += record.size
    if held:
        yield Run(held, size)
