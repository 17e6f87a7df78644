"""The dead-letter limit: a worker that fails at what it should be able to do is the suspect.

What can be our fault are internal errors and results that the brokers refuse, of whatever
source, and rejected records of sources whose records gave results before; garbage of a source
that never gave any counts for nothing, so that whoever can send a dump cannot stop everybody.
Sources are only what producers say: a stop for rejected records takes several of them, and
whoever forges those must send good pages under each name first, for each stop anew.
A restarted worker has forgotten who gave results: then it lets pass what it stopped at, and a
version that rejects all pages from its start without an error is not noticed here.
"""

from __future__ import annotations

from collections import deque

from schemas import headers
from services.records.facts import publisher
from services.records.record import Record

WINDOW_RECORDS = 1000
"""So many records that count are looked back on."""

MIN_RECORDS = 100
"""Of fewer records nothing is concluded."""

KNOWN_AFTER_RESULTS = 10
"""A source is known once its records have given so many results."""

MIN_SOURCES = 3
"""Rejected records of fewer known sources are the sources' fault, not ours."""

_MAX_SOURCES = 1000
"""So many are remembered, those heard of last."""

_OURS = object()
_MAX_SOURCE_CHARS = 200


class TooManyDeadLetters(Exception):
    """More of the last records failed than the limit allows."""

    def __init__(self, rejected: int, records: int) -> None:
        super().__init__(
            f"{rejected} of the last {records} records that should give results would be dead "
            "letters: a bad deploy, or several sources have changed at once"
        )


class DeadLetterLimit:
    """Counts the rejected among the last records that should give results.

    `limit` is the share in percent that may be rejected; 100 allows all.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._last: deque[object] = deque(
            maxlen=WINDOW_RECORDS
        )  # None passed, else _OURS or the source
        self._results: dict[str, int] = {}

    def passed(self, source: str | None) -> None:
        """Count a record that gave a result; None is a source without a name."""
        self._last.append(None)
        if source is not None:
            self._results[source] = self._results.pop(source, 0) + 1
            if len(self._results) > _MAX_SOURCES:
                del self._results[next(iter(self._results))]

    def rejected(self, source: str | None, *, ours: bool) -> None:
        """Count a dead letter; `ours` is what no record should bring about.

        Raises:
            TooManyDeadLetters: it is one too many.

        """
        if ours:
            self._fail(_OURS)
        elif source is not None and self._results.get(source, 0) >= KNOWN_AFTER_RESULTS:
            self._fail(source)

    def recount(self) -> None:
        """Count as ours a record that was counted as passed. Raises `TooManyDeadLetters`."""
        if None in self._last:  # it may be longer ago than is looked back
            self._last.remove(None)
        self._fail(_OURS)

    def _fail(self, whose: object) -> None:
        self._last.append(whose)
        failed = [one for one in self._last if one is not None]
        ours = failed.count(_OURS)
        count = len(failed) if len({*failed} - {_OURS}) >= MIN_SOURCES else ours
        if len(self._last) >= MIN_RECORDS and count * 100 > self._limit * len(self._last):
            raise TooManyDeadLetters(count, len(self._last))


def source_of(record: Record) -> str | None:
    """Return what a record says it comes from: its publisher, else the host of its page."""
    source = publisher(record.header(headers.CE_SOURCE), record.header(headers.CE_SUBJECT))
    return source[:_MAX_SOURCE_CHARS] if source else None
