"""Counts what a worker's records became, once that is written for good."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import prometheus_client

from schemas import dead_letters as names
from schemas.topics import DEAD_LETTERS
from services.records.facts import Facts
from services.records.record import Record
from services.runtime.delivery.dead_letter_limit import source_of
from services.runtime.delivery.outcomes import Outcome
from services.runtime.metrics import definitions as metrics
from services.runtime.metrics.source_names import SourceNames

Labels = tuple[str, ...]

Observe = Callable[[Record, Facts | None, str], None]
"""Is told of each record whose outcome is written: the facts of its article, None for a dead
letter, and its source as a label."""


def observe_nothing(_: Record, __: Facts | None, ___: str) -> None:
    """Observe nothing."""


class OutcomeCounts:
    """Sets the metrics of a worker's records; those of their content are the service's own."""

    def __init__(self, most_sources: int, observe: Observe = observe_nothing) -> None:
        """Take how many sources may have a name, and what observes the content."""
        self._names = SourceNames(most_sources)
        self._observe = observe

    def handled(self, seconds: float) -> None:
        """Count what the handler took for a record."""
        metrics.HANDLER_SECONDS.observe(seconds)

    def written(self, outcomes: Sequence[Outcome]) -> None:
        """Count outcomes that are written."""
        taken, given, dead = Counter[Labels](), Counter[Labels](), Counter[Labels]()
        now = time.time()
        for record, messages in outcomes:
            first = messages[0] if messages else None
            facts = first.facts if first else None
            is_dead = first is not None and first.topic is DEAD_LETTERS  # they come alone
            publisher = facts.source if facts else source_of(record)
            source = self._names.name(publisher, results=0 if is_dead else 1)
            taken[source,] += 1
            for message in messages:
                if is_dead:
                    dead[message.header(names.REASON) or "", source] += 1
                else:
                    given[message.topic.name, source] += 1
            if record.timestamp is not None:
                metrics.RECORD_AGE_SECONDS.observe(max(0.0, now - record.timestamp / 1000))
            self._observe(record, facts, source)
        _add(metrics.RECORDS_IN, taken)
        _add(metrics.RECORDS_OUT, given)
        _add(metrics.RECORDS_DEAD, dead)


def _add(metric: prometheus_client.Counter, counts: Mapping[Labels, int]) -> None:
    for labels, count in counts.items():
        metric.labels(*labels).inc(count)
