"""What aiokafka has fetched: no more than a few megabytes ahead, and handed over by bytes.

aiokafka counts records, two hundred of which may be a gigabyte, and fetches ahead for each
partition, of which there may be many.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from aiokafka.consumer import consumer, fetcher
from typing_extensions import override

from services.records.record import from_aiokafka
from services.runtime.source import RUN_BYTES


class Budget:
    """Bytes that may be handed over still; the record that exceeds them is the last."""

    def __init__(self) -> None:
        self.left = RUN_BYTES


_shared: ContextVar[Budget | None] = ContextVar("_shared", default=None)


@contextmanager
def one_budget() -> Iterator[Budget]:
    """Have one limit for the results of all partitions; else each has its own."""
    budget = Budget()
    token = _shared.set(budget)
    try:
        yield budget
    finally:
        _shared.reset(token)


class _Result(fetcher.FetchResult):
    _topic_partition: Any
    _partition_records: Any

    @override
    def getall(self, max_records: int | None = None) -> list[Any]:
        """Return records until there are so many, or their bytes reach the limit."""
        budget = _shared.get() or Budget()
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
            budget.left -= from_aiokafka(record).size
        self._update_position()
        return found

    @property
    def size(self) -> int:
        """Return how many bytes it holds, as they were on the wire."""
        return self._partition_records._records.size_in_bytes() if self.has_more() else 0  # noqa: SLF001


class _Fetcher(fetcher.Fetcher):
    _records: dict[Any, Any]

    @override
    def _get_actions_per_node(self, assignment: Any) -> tuple[Any, ...]:
        requests, *others = super()._get_actions_per_node(assignment)
        held = sum(one.size for one in self._records.values() if isinstance(one, _Result))
        # What is handed over, or a moment's wait, has it asked again.
        return [] if held >= RUN_BYTES else requests, *others


def bound_fetch_results() -> None:
    """Make every aiokafka consumer of this process, Faust's included, keep to the limits."""
    fetcher.FetchResult = _Result
    consumer.Fetcher = _Fetcher
