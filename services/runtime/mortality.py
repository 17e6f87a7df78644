"""The dead-letter limit: a worker that turns most records away is itself the suspect."""

from __future__ import annotations

from collections import deque
from contextlib import suppress

LAST = 1000
"""So many records are looked back on."""

ENOUGH = 100
"""Of fewer records nothing is concluded."""


class TooManyDeadLetters(Exception):
    """More of the last records died than the limit allows."""

    def __init__(self, died: int, records: int) -> None:
        super().__init__(
            f"{died} of the last {records} records would be dead letters: a bad deploy, or a "
            "producer that sends what is no news"
        )


class Mortality:
    """Counts the dead among the last records.

    `limit` is the share in percent that may die; 100 allows all.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._died: deque[bool] = deque(maxlen=LAST)

    def count(self, *, died: bool) -> None:
        """Count one record more. Raises `TooManyDeadLetters` over the limit."""
        self._died.append(died)
        if not died or len(self._died) < ENOUGH:
            return
        deaths = sum(self._died)
        if deaths * 100 > self._limit * len(self._died):
            raise TooManyDeadLetters(deaths, len(self._died))

    def recount(self) -> None:
        """Count as dead a record that was counted as alive. Raises as `count` does."""
        with suppress(ValueError):  # it may be longer ago than is looked back
            self._died.remove(False)
        self.count(died=True)
