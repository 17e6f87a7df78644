"""What the labelling model sees of a block: small numbers, each an index into its table.

The same functions serve the training script and the parser.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from services.parser.blocks import is_finished
from services.parser.lines import Line
from services.parser.words import CREDITS, MACHINERY

BODY_FEATURES = (
    "length_end", "start", "words", "bullet", "machinery", "credit", "digits", "capitals",
    "commas", "repeated", "place", "before", "after", "before2", "after2", "near", "around",
    "length_place", "kin",
)  # fmt: skip
HEAD_FEATURES = (
    "length", "end", "start", "bullet", "machinery", "credit", "digits", "capitals", "repeated",
    "distance", "before", "after", "after2", "overlap", "echo", "dated", "prior",
)  # fmt: skip

_LENGTHS = (12, 25, 45, 70, 100, 150, 250)
_WORD_COUNTS = (2, 3, 4, 6, 10, 16, 30)
_NEAR = (1, 60, 150, 300, 600, 1200)
_AROUND = (100, 300, 800, 1600, 3000)
_DISTANCES = (1, 2, 3, 5, 8, 13, 21)
_SHARES = (0.01, 0.2, 0.4, 0.6, 0.8)
_WIDE = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af]")
_STRIPPED = "\"'„“”‚‘’«»()[].,:;!?"  # noqa: RUF001  as printed
_OPENERS = "\"'„“‚‘«»‹›「『"  # noqa: RUF001  as printed
_SAMPLE = 300
_LEAST_PROSE = 40
_COST = 45
_MOST_VALUE = 800
_LATE = 0.5
_LONG_WORD = 4


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
        width += len(_WIDE.findall(text[:_SAMPLE])) * 3 // 2
    end = _end(text)
    prose = width >= _LEAST_PROSE and end == 1
    notice = prose and machinery(text[:_SAMPLE].split()) > 1
    value = min(width, _MOST_VALUE) if prose and not notice else -_COST
    return Look(width, bisect_right(_LENGTHS, width), end, prose, value)


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


def body_features(  # noqa: PLR0913, PLR0917  a block is told by what lies around it
    lines: Sequence[Line],
    looks: Sequence[Look],
    run: Run,
    counts: Counter[str],
    body_words: frozenset[str],
    index: int,
) -> tuple[int, ...]:
    """Return the values of `BODY_FEATURES` for one block."""
    line, seen = lines[index], looks[index]
    words = line.text[:_SAMPLE].split()
    place = _place(index, run)
    return (
        seen.length * 5 + seen.end,
        _start(line.text),
        bisect_right(_WORD_COUNTS, len(words)),
        int(line.bulleted),
        machinery(words),
        credit(line.text, words),
        digits(line.text),
        capitals(words),
        min(line.text.count(","), 3),
        min(counts[line.text] - 1, 2),
        place,
        _neighbour(looks, index - 1),
        _neighbour(looks, index + 1),
        _neighbour(looks, index - 2),
        _neighbour(looks, index + 2),
        bisect_right(_NEAR, _prose(looks, index, 2)),
        bisect_right(_AROUND, _prose(looks, index, 6)),
        place * 8 + seen.length,
        _kin(words, body_words),
    )


def head_features(  # noqa: PLR0913, PLR0917  what a headline is told by lies all around it
    lines: Sequence[Line],
    looks: Sequence[Look],
    start: int,
    counts: Counter[str],
    index: int,
    body_words: frozenset[str],
    top: frozenset[str],
    dated: frozenset[int],
) -> tuple[int, ...]:
    """Return the values of `HEAD_FEATURES` for a block before (or at) the body's `start`."""
    line, seen = lines[index], looks[index]
    words = line.text[:_SAMPLE].split()
    own = long_words(line.text)
    overlap = len(own & body_words) / len(own) if own else 0.0
    echo = len(own & top) / len(own) if own and index > 0 else 0.0
    near = next((gap for gap in range(1, 6) if index + gap in dated), 6)
    return (
        seen.length,
        seen.end,
        _start(line.text),
        int(line.bulleted),
        machinery(words),
        credit(line.text, words),
        digits(line.text),
        capitals(words),
        min(counts[line.text] - 1, 2),
        bisect_right(_DISTANCES, start - index),
        _neighbour(looks, index - 1),
        _neighbour(looks, index + 1),
        _neighbour(looks, index + 2),
        bisect_right(_SHARES, overlap),
        bisect_right(_SHARES, echo),
        near,
        next((gap for gap in range(1, 4) if index - gap in dated), 4),
    )


def machinery(words: Sequence[str]) -> int:
    """Return how much the block talks about the page: none, one word, more (0 to 3)."""
    found = sum(1 for word in words[:20] if word.strip(".,:;!?()").lower() in MACHINERY)
    return min(found, 2) + (1 if found * 2 >= len(words[:20]) and found else 0)


def credit(text: str, words: Sequence[str]) -> int:
    """Return whether the block reads like a picture's caption or credit (0 to 2)."""
    if "©" in text[:_SAMPLE] or "(c)" in text[:_SAMPLE].lower():
        return 2
    edge = (*words[:3], *words[-4:])
    return int(any(word.strip(".,:;!?()[]/").lower() in CREDITS for word in edge))


def digits(text: str) -> int:
    """Return the share of digits as 0 (none), 1 (few) or 2 (a fifth and more)."""
    sample = text[:60]
    found = sum(map(str.isdigit, sample))
    return 0 if not found else 2 if found * 5 >= len(sample) else 1


def capitals(words: Sequence[str]) -> int:
    """Return the share of words in capitals or with a first capital, 0 to 5."""
    if not words:
        return 5
    sample = words[:20]
    if all(word.isupper() for word in sample if word[0].isalpha()):
        return 4
    share = sum(word[0].isupper() for word in sample) / len(sample)
    return bisect_right((0.15, 0.35, 0.7), share)


def long_words(text: str) -> frozenset[str]:
    """Return the words that carry meaning; of scripts without spaces pairs of characters."""
    sample = text[:4000].lower()
    words = {w.strip(_STRIPPED) for w in sample.split() if len(w) >= _LONG_WORD}
    wide = _WIDE.findall(sample)
    return frozenset(words | {a + b for a, b in pairwise(wide)})


def _end(text: str) -> int:
    if is_finished(text):
        return 1
    last = text[-1:]
    if last in ":：":  # noqa: RUF001  as printed
        return 2
    return 3 if last in ",;" else 4 if last in "\"'”’»“)]」』" else 0  # noqa: RUF001  as printed


def _start(text: str) -> int:
    first = text[:1]
    if first.isupper():
        return 0
    if first.islower():
        return 1
    if first.isdigit():
        return 2
    if first in _OPENERS:
        return 3
    return 4 if first.isalpha() else 5


def _place(index: int, run: Run) -> int:
    """Return where the block stands: before (0 to 4), in (5 to 7) or after (8 to 12) the run."""
    if index < run.start:
        return 4 - bisect_right((1, 2, 4, 9), run.start - index - 1)
    if index >= run.stop:
        return 8 + bisect_right((1, 2, 4, 9), index - run.stop)
    return 5 if index == run.start else 7 if index == run.stop - 1 else 6


def _neighbour(looks: Sequence[Look], index: int) -> int:
    if not 0 <= index < len(looks):
        return 0
    seen = looks[index]
    return 1 + min(seen.length, 5) * 2 + (seen.end == 1)


def _prose(looks: Sequence[Look], index: int, reach: int) -> int:
    around = looks[max(0, index - reach) : index + reach + 1]
    return sum(seen.width for seen in around if seen.prose) - (
        looks[index].width if looks[index].prose else 0
    )


def _kin(words: Sequence[str], body_words: frozenset[str]) -> int:
    """Return how many of the block's meaningful words the body's beginning shares, 0 to 5."""
    own = [w for w in (w.strip(_STRIPPED).lower() for w in words) if len(w) > _LONG_WORD]
    if not own:
        return 0
    return 1 + bisect_right((0.05, 0.15, 0.3, 0.5), sum(w in body_words for w in own) / len(own))
