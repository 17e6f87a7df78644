"""Sources as values of a label: cleaned, and of a bounded number.

Sources are what producers say, so whoever sends dumps could make a series of each. A source has
a name of its own once its records gave some results, as long as there is room; garbage takes none.
"""

from __future__ import annotations

import re

OTHER = "other"
"""Sources without a name of their own."""

NONE = "none"
"""Records that name no source."""

NAMED_AFTER = 3
"""Results that a source gives before it has a name."""

MAX_CHARS = 100
"""What is left of a name."""

_MAX_WAITING = 1000
"""Sources without a name whose results are counted, those heard of last."""

_UNCLEAN = re.compile(r"[^\w.:/@ -]+")


class SourceNames:
    """Which sources have a name of their own, until the process ends."""

    def __init__(self, most: int) -> None:
        """Take how many there may be."""
        self._most = most
        self._names: dict[str, str] = {}
        self._results: dict[str, int] = {}

    def name(self, source: str | None, *, results: int = 0) -> str:
        """Return the label of a source, which has just given so many results."""
        if source is None:
            return NONE
        if (known := self._names.get(source)) is not None:
            return known
        if results and len(self._names) < self._most:
            return self._count(source, results)
        return OTHER

    def _count(self, source: str, results: int) -> str:
        count = self._results.pop(source, 0) + results
        if count < NAMED_AFTER:
            self._results[source] = count
            if len(self._results) > _MAX_WAITING:
                del self._results[next(iter(self._results))]
            return OTHER
        self._names[source] = cleaned(source)
        return self._names[source]


def cleaned(source: str) -> str:
    """Return a source as a label's value: a few characters that do no harm anywhere."""
    return _UNCLEAN.sub("_", source)[:MAX_CHARS].strip() or "_"
