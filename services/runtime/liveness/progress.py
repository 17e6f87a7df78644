"""Whether a worker gets on: pure bookkeeping of where its partitions stand, with time passed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from services.runtime.source import Partition, Standing


class Progress:
    """Remembers when each partition last moved, or had nothing to move for.

    Times are seconds of one clock, whichever. `seen` tells whether the group has ever taken
    the worker in, `trouble` what the brokers last said instead of where it stands.
    """

    def __init__(self, now: float) -> None:
        self._seen = now
        self.seen = False
        self.trouble = ""
        self._moved: dict[Partition, float] = {}
        self._stood: dict[Partition, tuple[int, int]] = {}
        self._settled: dict[Partition, int] = {}
        self._lags: dict[Partition, int] = {}
        self._in_hand = Counter[Partition]()
        self.skipped = Counter[Partition]()
        """How many records at most were deleted before they were read."""

    def take(self, partitions: frozenset[Partition]) -> None:
        """Note that records of these partitions are being processed."""
        self._in_hand.update(partitions)

    def settle(self, offsets: Mapping[Partition, int]) -> None:
        """Note that a batch in hand is settled: its partitions' next offsets."""
        self._in_hand.subtract(dict.fromkeys(offsets, 1))
        self._settled.update(offsets)

    def see(self, standings: Mapping[Partition, Standing], now: float) -> None:
        """Note where the partitions stand that are assigned now."""
        self._seen = now
        self.seen = True
        self.trouble = ""
        # What was settled before a partition was somebody else's says nothing of it now.
        self._settled = {one: at for one, at in self._settled.items() if one in standings}
        self._lags = {one: self._lag(one, standing) for one, standing in standings.items()}
        self._moved = {
            partition: now if self._gets_on(partition, standing) else self._moved[partition]
            for partition, standing in standings.items()
        }
        self._stood = {one: self._mark(one, standing) for one, standing in standings.items()}

    def still(self, now: float) -> dict[Partition, float]:
        """Return for each assigned partition how long it has stood still, in seconds."""
        return {partition: now - moved for partition, moved in self._moved.items()}

    def unseen(self, now: float) -> float:
        """Return how long it has not been known where the partitions stand, in seconds."""
        return now - self._seen

    def standstill(self, now: float) -> float:
        """Return the longest that anything has stood still, in seconds."""
        return max([self.unseen(now), *self.still(now).values()])

    def lags(self) -> dict[Partition, int]:
        """Return how many offsets each assigned partition lagged behind at the last look.

        Offsets count the ends of transactions too, but where nothing is left to read it is 0.
        """
        return self._lags

    def _lag(self, partition: Partition, standing: Standing) -> int:
        if self._is_idle(partition, standing):
            return 0
        return max(0, standing.end - self._settled.get(partition, standing.position))

    def _is_idle(self, partition: Partition, standing: Standing) -> bool:
        return standing.position >= standing.end and not self._in_hand[partition]

    def _gets_on(self, partition: Partition, standing: Standing) -> bool:
        idle = self._is_idle(partition, standing)
        return idle or self._stood.get(partition) != self._mark(partition, standing)

    def _mark(self, partition: Partition, standing: Standing) -> tuple[int, int]:
        return standing.position, self._settled.get(partition, 0)
