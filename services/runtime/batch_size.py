"""How many records a batch may have: more under a backlog, while they take little time. Pure.

Each batch is one transaction, which takes some 20 ms whatever is in it.
"""

from __future__ import annotations

from math import inf

_WORK_SECONDS = 0.5
"""So long a full batch may take: a rebalance waits for the one in hand and the one behind it."""

_MAX_GROWTH = 20
"""So many times its first size a batch may have: what is in hand when a worker is killed is done
again, and may be tried one by one (see `suspects`); of more, copying gains nothing."""


class BatchSize:
    """The most records of a batch, as the batches before make it seem right."""

    def __init__(self, first: int) -> None:
        """Take what it is at first, and at least."""
        self._first = first
        self.most = first
        self.ceiling = first * _MAX_GROWTH

    def note(self, records: int, seconds: float) -> None:
        """Note how long a batch of so many records has taken, from its reading to the next."""
        affordable = records * _WORK_SECONDS / seconds if seconds else inf
        grown = 2 * self.most if records >= self.most else self.most
        self.most = max(self._first, int(min(affordable, grown, self.ceiling)))
