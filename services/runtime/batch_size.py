"""How many records a batch may have: more under a backlog, fewer where each is much work. Pure.

Each batch is one transaction, which takes some 20 ms whatever is in it.
"""

from __future__ import annotations

from math import inf

_BATCH_SECONDS = 0.5
"""So long a full batch may take: a rebalance waits for the one in hand and the one behind it."""

_UNKNOWN = 100
"""Records of the first batch at most, while nobody knows what they cost: of articles that take
100 ms each, as many are all that a stop waits for."""

_MAX_GROWTH = 20
"""So many times its usual size a batch may have: what is in hand when a worker is killed is done
again, and may be tried one by one (see `suspects`); of more, copying gains nothing."""


class BatchSize:
    """The most records of a batch, as the batches before make it seem right."""

    def __init__(self, usual: int) -> None:
        """Take what is right as long as the work on a record is small."""
        self._usual = usual
        self.most = min(usual, _UNKNOWN)
        self.ceiling = usual * _MAX_GROWTH

    @property
    def run(self) -> int:
        """The most records that come through a source as one: a batch has whole ones."""
        return min(self.most, self._usual)

    def note(self, records: int, seconds: float, work_seconds: float) -> None:
        """Note a batch of so many records: from its reading to the next, and the CPU's part of it.

        Only the CPU's part makes a batch smaller than usual: slow brokers take no less time
        for fewer records.
        """
        grown = 2 * self.most if records >= self.most else self.most
        growth = min(_affordable(records, seconds), grown, self.ceiling)
        most = min(_affordable(records, work_seconds), max(self._usual, growth))
        self.most = max(1, int(most))


def _affordable(records: int, seconds: float) -> float:
    return records * _BATCH_SECONDS / seconds if seconds else inf
