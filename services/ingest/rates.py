"""How much each producer may send: a token bucket that may go into debt."""

from __future__ import annotations

import math

BURST_SECONDS = 1.0
"""So many seconds' worth may come at once."""


class Rate:
    """Dumps a second on average, by a clock in seconds.

    A batch is taken whole; whatever is over the rate has the next request wait.
    """

    def __init__(self, per_second: float, now: float) -> None:
        self.per_second = per_second
        self._burst = max(1.0, per_second * BURST_SECONDS)
        self._left = self._burst
        self._at = now

    def wait(self, now: float) -> int:
        """Return after how many whole seconds one more request may come; 0 is now."""
        self._refill(now)
        return 0 if self._left >= 1 else math.ceil((1 - self._left) / self.per_second)

    def take(self, now: float, dumps: int = 1) -> None:
        """Count dumps."""
        self._refill(now)
        self._left -= dumps

    def _refill(self, now: float) -> None:
        self._left = min(self._burst, self._left + (now - self._at) * self.per_second)
        self._at = now
