"""The blocks of a page that are the article's paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from services.parser.credits.header import read_header_line
from services.parser.models.tables import Table
from services.parser.page.lines import Line, is_noise, is_prose, is_text
from services.parser.plain.body import BODY, label_body
from services.parser.plain.most_viewed import heads_ranking
from services.parser.plain.page import Page

BARE = 30
"""A dump of no more blocks has hardly anything around its article."""

_WIDEST_GAP = 3


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
