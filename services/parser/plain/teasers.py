"""Index pages as text: many stories, each a title and a sentence or two, and no article."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby

from services.parser.plain.page import TextPage, TextShape

# Set by hand: no article of the development pages is taken for an index.
_MIN_TEASERS = 7
_MIN_TITLED_SHARE = 0.8
_MAX_RUN_BLOCKS = 2
_LINES_OF_TITLE = 2
"""Blocks before the body in which the first title may stand."""
_MAX_MEAN_WIDTH = 250
_MIN_TITLE_WIDTH, _MAX_TITLE_WIDTH = 20, 150
_MAX_BETWEEN_WIDTH = 40
"""Of a line between a title and its sentence, such as a date."""


def is_index(page: TextPage, body: Sequence[int]) -> bool:
    """Tell whether (nearly) all prose of the body is short and has a title of its own.

    Subheads between longer or more paragraphs, as articles and live blogs have, don't count, nor
    do addresses after the items of a list.
    """
    first, stop = max(0, body[0] - _LINES_OF_TITLE), body[-1] + 1
    shapes = page.shapes[first:stop]
    prose = [index for index, seen in enumerate(shapes) if seen.prose]
    if len(prose) < _MIN_TEASERS:
        return False
    if sum(shapes[index].width for index in prose) > _MAX_MEAN_WIDTH * len(prose):
        return False
    runs = (len(list(run)) for is_prose, run in groupby(seen.prose for seen in shapes) if is_prose)
    if max(runs) > _MAX_RUN_BLOCKS:
        return False
    titles = {index - first for index in range(first, stop) if _is_title(page, index)}
    teasers = sum(_is_titled(shapes, titles, index) for index in prose)
    return teasers >= max(_MIN_TEASERS, _MIN_TITLED_SHARE * len(prose))


def _is_titled(shapes: Sequence[TextShape], titles: AbstractSet[int], index: int) -> bool:
    """Tell whether a title precedes, with at most a short line such as a date between."""
    if index - 1 in titles:
        return True
    between = shapes[index - 1] if index else None
    short = between is not None and not between.prose and between.width < _MAX_BETWEEN_WIDTH
    return short and index - 2 in titles


def _is_title(page: TextPage, index: int) -> bool:
    seen = page.shapes[index]
    wide = _MIN_TITLE_WIDTH <= seen.width <= _MAX_TITLE_WIDTH
    return wide and not seen.prose and seen.end != 1 and "://" not in page.blocks[index].text
