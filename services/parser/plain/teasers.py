"""Index pages as text: many stories, each a title and a sentence or two, and no article."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from services.parser.plain.page import TextShape

# Set by hand: no article of the development pages is taken for an index.
_MIN_TEASERS = 7
_MIN_TITLED_SHARE = 0.8
_MAX_RUN_BLOCKS = 2
_MAX_MEAN_WIDTH = 250
_MIN_TITLE_WIDTH, _MAX_TITLE_WIDTH = 20, 150
_MAX_BETWEEN_WIDTH = 40
"""Of a line between a title and its sentence, such as a date."""


def is_index(shapes: Sequence[TextShape]) -> bool:
    """Tell whether (nearly) all prose among these blocks is short and has a title of its own.

    Subheads between longer or more paragraphs, as articles and live blogs have, don't count.
    """
    prose = [index for index, seen in enumerate(shapes) if seen.prose]
    if len(prose) < _MIN_TEASERS:
        return False
    if sum(shapes[index].width for index in prose) > _MAX_MEAN_WIDTH * len(prose):
        return False
    runs = (len(list(run)) for is_prose, run in groupby(seen.prose for seen in shapes) if is_prose)
    if max(runs) > _MAX_RUN_BLOCKS:
        return False
    teasers = sum(_is_titled(shapes, index) for index in prose)
    return teasers >= max(_MIN_TEASERS, _MIN_TITLED_SHARE * len(prose))


def _is_titled(shapes: Sequence[TextShape], index: int) -> bool:
    """Tell whether a title precedes, with at most a short line such as a date between."""
    if index and _is_title(shapes[index - 1]):
        return True
    short = (
        index > 1 and not shapes[index - 1].prose and shapes[index - 1].width < _MAX_BETWEEN_WIDTH
    )
    return short and _is_title(shapes[index - 2])


def _is_title(seen: TextShape) -> bool:
    return not seen.prose and seen.end != 1 and _MIN_TITLE_WIDTH <= seen.width <= _MAX_TITLE_WIDTH
