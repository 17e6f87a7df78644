"""The lists of most viewed stories among the lines of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from services.parser.page.extract import ListedStory
from services.parser.page.lines import Line, is_title
from services.parser.sidebars.read import read_most_viewed
from services.parser.sidebars.titles import kind_of_title

_MAX_LISTS = 10
_MAX_LIST_LINES = 200
_MAX_TITLE_CHARS = 40
"""Bounds on work; a title of such a list has a few words."""


class Ranking(NamedTuple):
    """A most-viewed list: its lines are those from `start` up to `stop`."""

    start: int
    stop: int
    entries: tuple[ListedStory, ...]
    certain: bool
    """Ages or bullets mark its entries, so that nothing else can be among them."""


def read_rankings(lines: Sequence[Line]) -> list[Ranking]:
    """Return the lists of most viewed stories among the lines."""
    return list(islice(_rankings(lines), _MAX_LISTS))


def heads_ranking(line: Line) -> bool:
    """Tell whether the line heads a list of most viewed stories."""
    return len(line.text) <= _MAX_TITLE_CHARS and kind_of_title(line.text) == "most_viewed"


def _rankings(lines: Sequence[Line]) -> Iterator[Ranking]:
    stop = 0
    for index, line in enumerate(lines):
        if index < stop or not heads_ranking(line):
            continue
        within = lines[index + 1 : index + 1 + _MAX_LIST_LINES]
        entries, used = read_most_viewed(within)
        stop = index + 1 + used
        if entries:
            marked = all(entry.age for entry in entries) or _bulleted(within[:used])
            yield Ranking(index, stop, entries, marked)


def _bulleted(lines: Sequence[Line]) -> bool:
    return all(line.bulleted for line in lines if is_title(line))
