"""Which blocks of a page are the article's body: features and their learned weights."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from services.parser.credits.header import read_header_line
from services.parser.models.tables import Table, load
from services.parser.page.line_features import (
    capitals,
    credit,
    digits,
    kin,
    machinery,
    read_tokens,
    start,
)
from services.parser.page.lines import Line, is_noise, is_prose, is_text
from services.parser.page.prose_run import AROUNDS, NEARS, PLACES, around, near, place
from services.parser.plain.block_shape import ENDS, LENGTHS
from services.parser.plain.most_viewed import heads_ranking
from services.parser.plain.page import Page

BODY_FEATURES = {
    "length_end": LENGTHS * ENDS, "start": 6, "words": 8, "bullet": 2, "machinery": 4,
    "credit": 3, "digits": 3, "capitals": 6, "commas": 4, "repeated": 3, "place": PLACES,
    "before": 13, "after": 13, "before2": 13, "after2": 13, "near": NEARS, "around": AROUNDS,
    "length_place": PLACES * LENGTHS, "kin": 6,
}  # fmt: skip
"""Name of each feature -> how many values it has."""

BARE = 30
"""A dump of no more blocks has hardly anything around its article."""

_WIDEST_GAP = 3
_REACH = 15
_NARROWEST = 12
_WORD_COUNTS = (2, 3, 4, 6, 10, 16, 30)

BODY = load("lines", "body", BODY_FEATURES)
"""The model of `lines.json`."""


def find_body(page: Page, table: Table = BODY) -> list[int]:
    """Return the body's blocks: in a bare dump all of the dense run, else what the model says."""
    lines = page.blocks
    if len(lines) > BARE:
        labelled = [i for i in label_body(page, table) if is_paragraph(lines[i])]
        if labelled:
            return labelled
    start, stop = page.run
    end = next((i for i in range(start, len(lines)) if heads_ranking(lines[i])), len(lines))
    return [i for i in _stretched(lines, start, min(stop, end), end) if is_paragraph(lines[i])]


def is_paragraph(line: Line) -> bool:
    """Tell whether the line can be a paragraph at all: no byline, date, or machinery."""
    return is_text(line) and not is_noise(line) and read_header_line(line) is None


def _stretched(lines: Sequence[Line], start: int, stop: int, end: int) -> range:
    """Return the run with the short sentences just before and after it."""
    if start == stop:
        prose = (i for i in range(end) if _is_body(lines[i]))
        start = next(prose, 0)
        stop = start + 1 if end and _is_body(lines[start]) else start
    for index in range(stop, end):
        if index - stop > _WIDEST_GAP:
            break
        stop = index + 1 if _is_body(lines[index]) else stop
    for index in range(start - 1, -1, -1):
        if start - index > _WIDEST_GAP + 1:
            break
        start = index if _is_body(lines[index]) else start
    return range(start, stop)


def _is_body(line: Line) -> bool:
    return is_prose(line) and is_paragraph(line)


def body_range(page: Page) -> list[int]:
    """Return the blocks that may be body: in the dense run or around it, more than a word."""
    start, stop = page.run
    if start == stop:
        return []
    reach = range(max(0, start - _REACH), min(len(page.blocks), stop + _REACH))
    return [index for index in reach if page.looks[index].width >= _NARROWEST]


def label_body(page: Page, table: Table) -> list[int]:
    """Return the blocks that the model calls body, in order."""
    return [index for index in body_range(page) if table.score(body_values(page, index)) > 0]


def body_values(page: Page, index: int) -> tuple[int, ...]:
    """Return the values of `BODY_FEATURES` for one block."""
    (text, bulleted), seen = page.blocks[index], page.looks[index]
    before2, before, _, after, after2 = page.outlines[index : index + 5]
    tokens = read_tokens(text)
    where = place(index, page.run)
    return (
        seen.length * ENDS + seen.end,
        start(text),
        bisect_right(_WORD_COUNTS, len(tokens)),
        int(bulleted),
        machinery(tokens),
        credit(text, tokens),
        digits(text),
        capitals(text),
        min(text.count(","), 3),
        min(page.counts[text] - 1, 2),
        where,
        before,
        after,
        before2,
        after2,
        near(page.prose, index),
        around(page.prose, index),
        where * LENGTHS + seen.length,
        kin(tokens, page.words),
    )
