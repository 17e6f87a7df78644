"""The headline among the lines of a page: features and their learned weights."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Annotated, NamedTuple

from services.parser.models.tables import Table, load
from services.parser.page.line_features import credit, long_words, read_tokens, wording_of
from services.parser.page.lines import Line, is_content
from services.parser.plain.page import ENDS, LENGTHS, TextShape
from services.parser.plain.shared_words import SHARED_SHARES, containment, shared_shares


class HeadlineFeatures(NamedTuple):
    """What the model sees of a line: small numbers, each below the one beside it."""

    length_end: Annotated[int, LENGTHS * ENDS]
    bullet: Annotated[int, 2]
    machinery: Annotated[int, 4]
    credit: Annotated[int, 3]
    digits: Annotated[int, 3]
    capitals: Annotated[int, 6]
    repeated: Annotated[int, 3]
    distance: Annotated[int, 10]
    titles: Annotated[int, 6]
    dates: Annotated[int, 4]
    titles_dates: Annotated[int, 24]
    titles_distance: Annotated[int, 60]
    before2: Annotated[int, 13]
    after: Annotated[int, 13]
    after2: Annotated[int, 13]
    overlap: Annotated[int, 6]
    echo: Annotated[int, 6]
    within: Annotated[int, 4]
    dated: Annotated[int, 7]
    prior: Annotated[int, 5]
    menu: Annotated[int, 6]
    credited: Annotated[int, 3]
    colon: Annotated[int, 3]
    next: Annotated[int, 12]
    shared_words: Annotated[int, SHARED_SHARES]
    chain: Annotated[int, 4]


LINES_BEFORE, LINES_AFTER = 70, 12
"""Lines before and after the body's start among which the headline is looked for."""

# The model is trained with these: whoever changes one trains it anew.
_DISTANCE_STEPS = (0, 1, 2, 3, 4, 6, 9, 14, 22)
"""Lines from the body's start at which `HeadlineFeatures.distance` goes up by one."""
_SHARE_STEPS = (0.01, 0.2, 0.4, 0.6, 0.8)
_WIDTH_GROWTH_STEPS = (-60, -10, 40, 100)
_CHAINED = re.compile(r"[»«>|›]|\s/\s")  # noqa: RUF001  as printed
"""What joins the links of a menu or of a path to the page."""
_MIN_HEADLINE_WIDTH, _MAX_HEADLINE_WIDTH = 9, 250
_MAX_MENU_WIDTH = 30

_MIN_LOG_ODDS, _MIN_LOG_ODDS_IN_BARE_DUMP = -4.5, -3.0
"""Where a page has a headline at all, the likeliest is mostly right. In a bare dump, where few
lines are to choose from, it is the first title else. Set by hand."""

HEADLINE = load("lines", "headline", HeadlineFeatures)
"""The model of `lines.json`."""


class BodyStart(NamedTuple):
    """The lines around the start of the body, among which the headline stands."""

    first: int
    """The number on the page of the first of these lines."""
    lines: Sequence[Line]
    shapes: Sequence[TextShape]
    start: int
    """Where the body starts among these lines."""
    last: int
    """Where the last block of the body starts: a headline has some of it below."""
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
    shared: int
    within: int


def label_headline(
    around: BodyStart, table: Table[HeadlineFeatures] = HEADLINE, *, bare: bool = False
) -> int | None:
    """Return the line that is most likely the headline, None if none is likely at all.

    A `bare` dump holds few lines but the article's.
    """
    scores = {index: table.score(seen) for index, seen in headline_values(around).items()}
    best = max(scores, key=lambda index: scores[index], default=None)
    least = _MIN_LOG_ODDS_IN_BARE_DUMP if bare else _MIN_LOG_ODDS
    return best if best is not None and scores[best] > least else None


def headline_values(around: BodyStart) -> dict[int, HeadlineFeatures]:
    """Return the values of `HeadlineFeatures` for each line that could be a headline at all."""
    above = (title for title in _titles(around) if title.line < around.last)
    return {title.line: _values(around, title) for title in above}


def _titles(around: BodyStart) -> list[_Title]:
    wide = [
        index
        for index, seen in enumerate(around.shapes)
        if _MIN_HEADLINE_WIDTH <= seen.width <= _MAX_HEADLINE_WIDTH and index not in around.dated
        if is_content(around.lines[index])
    ]
    words = {index: long_words(around.lines[index].text) for index in wide}
    inside = containment({index: around.lines[index].text for index in wide})
    shared = shared_shares(words)
    before = bisect_right(wide, around.start - 1)
    return [
        _Title(index, max(0, before - number - 1), words[index], shared[index], inside[index])
        for number, index in enumerate(wide)
    ]


def _values(around: BodyStart, title: _Title) -> HeadlineFeatures:
    index = title.line
    (text, bulleted), seen, shapes = around.lines[index], around.shapes[index], around.shapes
    wording = wording_of(text)
    after = around.lines[index + 1].text if index + 1 < len(around.lines) else ""
    distance = bisect_right(_DISTANCE_STEPS, around.start - index)
    titles = min(title.later, 5)
    dates = min(len([other for other in around.dated if index < other < around.start]), 3)
    return HeadlineFeatures(
        length_end=seen.length * ENDS + seen.end,
        bullet=int(bulleted),
        machinery=wording.machinery,
        credit=wording.credit,
        digits=wording.digits,
        capitals=wording.capitals,
        repeated=min(around.counts[text], 2),
        distance=distance,
        titles=titles,
        dates=dates,
        titles_dates=titles * 4 + dates,
        titles_distance=titles * 10 + distance,
        before2=_outline(shapes, index - 2),
        after=_outline(shapes, index + 1),
        after2=_outline(shapes, index + 2),
        overlap=_share(title.words, around.words),
        echo=_share(title.words, around.top) if around.first + index else 0,
        within=title.within,
        dated=next((gap for gap in range(1, 6) if index + gap in around.dated), 6),
        prior=next((gap for gap in range(1, 4) if index - gap in around.dated), 4),
        menu=_menu(shapes, index),
        credited=credit(after, read_tokens(after)),
        colon=2 if text[-1] == ":" else int(": " in text),
        next=_next(shapes, index),
        shared_words=title.shared,
        chain=min(len(_CHAINED.findall(text)), 3),
    )


def _outline(shapes: Sequence[TextShape], index: int) -> int:
    return shapes[index].outline if 0 <= index < len(shapes) else 0


def _share(own: frozenset[str], known: frozenset[str]) -> int:
    return bisect_right(_SHARE_STEPS, len(own & known) / len(own)) if own else 0


def _menu(shapes: Sequence[TextShape], index: int) -> int:
    """Return how many short lines directly precede, 0 to 5."""
    before = range(index - 1, max(-1, index - 6), -1)
    wide = (index - 1 - other for other in before if shapes[other].width > _MAX_MENU_WIDTH)
    return next(wide, len(before))


def _next(shapes: Sequence[TextShape], index: int) -> int:
    """Return how much longer the next line is, and whether it ends as a sentence does."""
    if index + 1 >= len(shapes):
        return 0
    growth = shapes[index + 1].width - shapes[index].width
    return 1 + 2 * bisect_right(_WIDTH_GROWTH_STEPS, growth) + (shapes[index + 1].end == 1)
