"""Which line of a page is the article's headline: features and their learned weights."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from services.parser.models.tables import load
from services.parser.page.line_features import (
    capitals,
    credit,
    digits,
    long_words,
    machinery,
    read_tokens,
)
from services.parser.page.lines import Line, is_noise, is_text
from services.parser.plain.block_shape import ENDS, LENGTHS, Look
from services.parser.plain.shared_words import KINSHIPS, kinships, within

HEAD_FEATURES = {
    "length_end": LENGTHS * ENDS, "bullet": 2, "machinery": 4, "credit": 3, "digits": 3,
    "capitals": 6, "repeated": 3, "distance": 10, "titles": 6, "dates": 4, "titles_dates": 24,
    "titles_distance": 60, "before2": 13, "after": 13, "after2": 13, "overlap": 6, "echo": 6,
    "within": 4, "dated": 7, "prior": 5, "menu": 6, "credited": 3, "colon": 3, "next": 12,
    "kin": KINSHIPS,
}  # fmt: skip
"""Name of each feature -> how many values it has."""

REACH, BEYOND = 70, 12
"""Lines before and after the body's start among which the headline is looked for."""

_DISTANCES = (0, 1, 2, 3, 4, 6, 9, 14, 22)
_SHARES = (0.01, 0.2, 0.4, 0.6, 0.8)
_GROWTH = (-60, -10, 40, 100)
_NARROWEST, _WIDEST = 9, 250
_MENU_WIDTH = 30
_LEAST = -3.0

_MODEL = load("lines", "headline", HEAD_FEATURES)


class Front(NamedTuple):
    """The lines around the start of the body."""

    first: int
    """The number on the page of the first of these lines."""
    lines: Sequence[Line]
    looks: Sequence[Look]
    start: int
    """Where the body starts among these lines."""
    words: frozenset[str]
    """Words of the body's beginning."""
    top: frozenset[str]
    """Words of the page's first line."""
    dated: Collection[int]
    """Those of these lines that belong to a byline or a date."""
    counts: Counter[str]
    """How often each text stands on the page."""


class _Title(NamedTuple):
    """A line that could be a headline, with what only all of them together tell."""

    line: int
    later: int
    """How many such lines stand between this one and the body."""
    words: frozenset[str]
    kin: int
    within: int


def label_headline(front: Front) -> int | None:
    """Return the line that is most likely the headline, None if none is likely at all."""
    scores = {index: _MODEL.score(seen) for index, seen in head_values(front).items()}
    best = max(scores, key=lambda index: scores[index], default=None)
    return best if best is not None and scores[best] > _LEAST else None


def head_values(front: Front) -> dict[int, tuple[int, ...]]:
    """Return the values of `HEAD_FEATURES` for each line that could be a headline at all."""
    return {title.line: _values(front, title) for title in _titles(front)}


def _titles(front: Front) -> list[_Title]:
    wide = [
        index
        for index, seen in enumerate(front.looks)
        if _NARROWEST <= seen.width <= _WIDEST and index not in front.dated
        if is_text(front.lines[index]) and not is_noise(front.lines[index])
    ]
    words = {index: long_words(front.lines[index].text) for index in wide}
    inside = within({index: front.lines[index].text for index in wide})
    kin = kinships(words)
    before = bisect_right(wide, front.start - 1)
    return [
        _Title(index, max(0, before - number - 1), words[index], kin[index], inside[index])
        for number, index in enumerate(wide)
    ]


def _values(front: Front, title: _Title) -> tuple[int, ...]:
    index = title.line
    (text, bulleted), seen, looks = front.lines[index], front.looks[index], front.looks
    tokens = read_tokens(text)
    after = front.lines[index + 1].text if index + 1 < len(front.lines) else ""
    distance = bisect_right(_DISTANCES, front.start - index)
    titles = min(title.later, 5)
    dates = min(len([other for other in front.dated if index < other < front.start]), 3)
    return (
        seen.length * ENDS + seen.end,
        int(bulleted),
        machinery(tokens),
        credit(text, tokens),
        digits(text),
        capitals(text),
        min(front.counts[text], 2),
        distance,
        titles,
        dates,
        titles * 4 + dates,
        titles * 10 + distance,
        _outline(looks, index - 2),
        _outline(looks, index + 1),
        _outline(looks, index + 2),
        _share(title.words, front.words),
        _share(title.words, front.top) if front.first + index else 0,
        title.within,
        next((gap for gap in range(1, 6) if index + gap in front.dated), 6),
        next((gap for gap in range(1, 4) if index - gap in front.dated), 4),
        _menu(looks, index),
        credit(after, read_tokens(after)),
        2 if text[-1] == ":" else int(": " in text),
        _next(looks, index),
        title.kin,
    )


def _outline(looks: Sequence[Look], index: int) -> int:
    return looks[index].outline if 0 <= index < len(looks) else 0


def _share(own: frozenset[str], known: frozenset[str]) -> int:
    return bisect_right(_SHARES, len(own & known) / len(own)) if own else 0


def _menu(looks: Sequence[Look], index: int) -> int:
    """Return how many short lines directly precede, 0 to 5."""
    before = range(index - 1, max(-1, index - 6), -1)
    wide = (index - 1 - other for other in before if looks[other].width > _MENU_WIDTH)
    return next(wide, len(before))


def _next(looks: Sequence[Look], index: int) -> int:
    """Return how much longer the next line is, and whether it ends as a sentence does."""
    if index + 1 >= len(looks):
        return 0
    growth = looks[index + 1].width - looks[index].width
    return 1 + 2 * bisect_right(_GROWTH, growth) + (looks[index + 1].end == 1)
