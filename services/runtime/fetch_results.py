"""What aiokafka has fetched, handed over within a limit of bytes, not of records alone.

aiokafka counts records: two hundred of them may be a gigabyte.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from aiokafka.consumer import fetcher

from services.runtime.records import plain
from services.runtime.runs import RUN_BYTES


class _Budget:
    """Bytes that may be handed over still; the record that exceeds them is the last."""

    def __init__(self) -> None:
        self.left = RUN_BYTES


_shared: ContextVar[_Budget | None] = ContextVar("_shared", default=None)


@contextmanager
def one_budget() -> Iterator[None]:
    """Have one limit for the results of all partitions; else each has its own."""
    token = _shared.set(_Budget())
    try:
        yield
    finally:
        _shared.reset(token)


class _Result(fetcher.FetchResult):
    _topic_partition: Any
    _partition_records: Any

    def getall(self, max_records: int | None = None) -> list[Any]:
        """Return records until there are so many, or their bytes reach the limit."""
        budget = _shared.get() or _Budget()
        found: list[Any] = []
        if not self.check_assignment(self._topic_partition) or not self.has_more():
            return found
        while budget.left > 0 and (max_records is None or len(found) < max_records):
            record = next(self._partition_records, None)
            if record is None:
                self._update_position()
                self._partition_records = None
                return found
            found.append(record)
            budget.left -= plain(record).size
        self._update_position()
        return found


def bound_fetch_results() -> None:
    """Make every aiokafka consumer of this process, Faust's included, keep to the limit."""
    fetcher.FetchResult = _Result
