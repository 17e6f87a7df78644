"""The stretch of a page where prose is dense, and where a block stands to it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

PLACES, NEARS, AROUNDS = 13, 7, 6
"""How many values `Stand.place`, `near` and `around` have."""

_LAST_BLOCK_DISCOUNT = 0.5
"""Share of its width that prose at the page's end loses, one at the start none. Set by hand."""
_DISTANCE_STEPS = (1, 2, 4, 9)
"""Blocks from the run at which `Stand.place` goes on by one. The models know these steps."""
_NEAR_STEPS, _AROUND_STEPS = (1, 60, 150, 300, 600, 1200), (100, 300, 800, 1600, 3000)
"""Widths of prose at which `near` and `around` go up by one."""
_NEAR_BLOCKS, _AROUND_BLOCKS = 2, 6


class ProseRun(NamedTuple):
    """The blocks from `start` up to `stop`, where the prose is dense."""

    start: int
    stop: int


class Stand(NamedTuple):
    """Where a block stands to the dense run, and how much prose is close to it."""

    place: int
    """Before (0 to 4), in (5 to 7) or after (8 to 12) the run."""
    near: int
    """Prose within two blocks, the block itself not counted, 0 to 6."""
    around: int
    """Prose within six blocks, the block itself not counted, 0 to 5."""


def dense_run(values: Sequence[int]) -> ProseRun:
    """Return the stretch of the highest sum.

    `values` are what each block adds to a stretch: the width of its prose, or a cost.
    """
    best = ProseRun(0, 0)
    total, start, most = 0.0, 0, 0.0
    for index, value in enumerate(values):
        # Articles stand early on a page, notices late.
        total += value * (1 - _LAST_BLOCK_DISCOUNT * index / len(values)) if value > 0 else value
        if total <= 0:
            total, start = 0.0, index + 1
        elif total > most:
            best, most = ProseRun(start, index + 1), total
    return best


def prose_sums(widths: Iterable[int]) -> list[int]:
    """Return the width of all prose before each block, and of all at the end.

    `widths` are those of the blocks, 0 for one that is no prose.
    """
    return list(accumulate(widths, initial=0))


def stand_of(index: int, run: ProseRun, sums: Sequence[int]) -> Stand:
    """Return where a block stands; `sums` are the page's, as `prose_sums` gives them."""
    near = bisect_right(_NEAR_STEPS, _within(sums, index, _NEAR_BLOCKS))
    around = bisect_right(_AROUND_STEPS, _within(sums, index, _AROUND_BLOCKS))
    return Stand(_place(index, run), near, around)


def has_prose_near(index: int, sums: Sequence[int]) -> bool:
    """Tell whether the block or one of the two on either side is prose."""
    return sums[min(index + _NEAR_BLOCKS + 1, len(sums) - 1)] > sums[max(0, index - _NEAR_BLOCKS)]


def _place(index: int, run: ProseRun) -> int:
    """Return where the block stands: before (0 to 4), in (5 to 7) or after (8 to 12) the run."""
    if index < run.start:
        return 4 - bisect_right(_DISTANCE_STEPS, run.start - index - 1)
    if index >= run.stop:
        return 8 + bisect_right(_DISTANCE_STEPS, index - run.stop)
    return 5 if index == run.start else 7 if index == run.stop - 1 else 6


def _within(sums: Sequence[int], index: int, reach: int) -> int:
    total = sums[min(index + reach + 1, len(sums) - 1)] - sums[max(0, index - reach)]
    return total - (sums[index + 1] - sums[index])
