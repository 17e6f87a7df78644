"""What a block looks like by itself, and where on a page the prose is dense."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from services.parser.blocks import is_finished
from services.parser.lines import Line
from services.parser.traits import SAMPLE, WIDE, machinery, read_tokens

ENDS = 5
"""How many kinds of ends `Look.end` tells apart."""

LENGTHS = 8
"""How many classes of length there are."""

_LENGTHS = (12, 25, 45, 70, 100, 150, 250)
_LEAST_PROSE = 40
_MOST_VALUE = 800
_COST = 45
_LATE = 0.5
_ENDS = dict.fromkeys(":：", 2) | dict.fromkeys(",;", 3) | dict.fromkeys("\"'”’»“)]」』", 4)  # noqa: RUF001


class Look(NamedTuple):
    """What a block looks like by itself."""

    width: int
    length: int
    end: int
    prose: bool
    value: int
    """What the block adds to a stretch of prose: its width, or a cost."""


class Run(NamedTuple):
    """The blocks from `start` up to `stop`, where the prose is dense."""

    start: int
    stop: int


def look(line: Line) -> Look:
    """Return how long the block is (a CJK character counts as two and a half) and how it ends."""
    text = line.text
    width = len(text)
    if not text.isascii():
        width += len(WIDE.findall(text[:SAMPLE])) * 3 // 2
    end = 1 if is_finished(text) else _ENDS.get(text[-1:], 0)
    length = bisect_right(_LENGTHS, width)
    if width < _LEAST_PROSE or end != 1:
        return Look(width, length, end, prose=False, value=-_COST)
    notice = machinery(read_tokens(text)) > 1
    return Look(width, length, end, True, -_COST if notice else min(width, _MOST_VALUE))  # noqa: FBT003


def dense_run(looks: Sequence[Look]) -> Run:
    """Return the stretch with the most prose, each block of something else counted against it."""
    best = Run(0, 0)
    total, start, most = 0.0, 0, 0.0
    for index, seen in enumerate(looks):
        # Articles stand early on a page, notices late.
        total += seen.value * (1 - _LATE * index / len(looks)) if seen.value > 0 else seen.value
        if total <= 0:
            total, start = 0.0, index + 1
        elif total > most:
            best, most = Run(start, index + 1), total
    return best


def neighbour(looks: Sequence[Look], index: int) -> int:
    """Return length and end of a block around, 0 to 12; 0 outside the page."""
    if not 0 <= index < len(looks):
        return 0
    seen = looks[index]
    return 1 + min(seen.length, 5) * 2 + (seen.end == 1)
