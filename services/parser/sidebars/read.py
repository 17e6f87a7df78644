"""The page around the article: related headlines and the list of most viewed stories.

The rules, for text dumps and for HTML alike:

- A list begins at its title, a line of its own (`titles`), and holds the headlines
  that follow. A headline has several words, no full stop, and is no machinery of the page.
- Rank numbers and bullets mark an entry; where the first entry is marked, all are.
- Around a headline may stand a section, an age or a date, an author, a picture's caption.
  They belong to the headline after them if the first ones stand before the first
  headline, else to the one before them. A name is a section if it is one word or
  comes again; of several in one place none is.
- Prose stands in a list only as the summary under an entry, where ages or dates part them.
- A list ends at another list's title, at prose, at a line of a kind that stood between none
  of the entries before, or where more lines follow than stood between those.
- An entry that comes again counts once. Fewer than two entries, or entries as short as
  those of a menu, are no list. At most 30 entries count.
- The first good list of a kind wins. "Latest" stands in for "related" where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from services.parser.page.extract import ListedStory
from services.parser.page.lines import Line
from services.parser.sidebars.entries import MAX_ENTRIES, is_list, read_entries
from services.parser.sidebars.parts import is_headline
from services.parser.sidebars.titles import ListKind, kind_of_title

_MAX_LIST_LINES = 200
_MIN_WIDTH_OF_TWO: dict[ListKind, int] = {"most_viewed": 24, "related": 40, "latest": 40}


class Sidebars(NamedTuple):
    """The lists of other stories on a page."""

    related: tuple[str, ...]
    most_viewed: tuple[ListedStory, ...]


def read_sidebars(lines: Sequence[Line]) -> Sidebars:
    """Return the lists of a page, found by their titles, in one pass over its lines.

    In HTML a line is a block, `bulleted` where all of it is a link or a list's item.
    """
    found: dict[ListKind, tuple[ListedStory, ...]] = {}
    stop = 0
    for index, line in enumerate(lines):
        kind = kind_of_title(line.text) if index >= stop else None
        if kind is None or kind in found:
            continue
        entries, used = read_entries(lines[index + 1 : index + 1 + _MAX_LIST_LINES])
        if is_list(entries, _MIN_WIDTH_OF_TWO[kind]):
            found[kind] = entries
            stop = index + 1 + used
    related = found.get("related") or found.get("latest") or ()
    return Sidebars(tuple(entry.headline for entry in related), found.get("most_viewed", ()))


def is_related(line: Line) -> bool:
    """Tell whether the line heads a list of related or latest stories."""
    return kind_of_title(line.text) in ("related", "latest")


def read_most_viewed(lines: Sequence[Line]) -> tuple[tuple[ListedStory, ...], int]:
    """Return the entries of a list whose title stands before the lines, and the lines it takes.

    What is no list takes none.
    """
    entries, used = read_entries(lines[:_MAX_LIST_LINES])
    return (entries, used) if is_list(entries) else ((), 0)


def read_related(lines: Sequence[Line]) -> tuple[tuple[str, ...], int]:
    """Return the headlines that directly follow, and the lines they take.

    Their title may stand before them; without one, only headlines count, line after line.
    """
    if lines and is_related(lines[0]):
        entries, used = read_entries(lines[1:_MAX_LIST_LINES])
        return tuple(entry.headline for entry in entries), used + 1
    headlines = tuple(line.text for line in takewhile(is_headline, lines[:MAX_ENTRIES]))
    return headlines, len(headlines)
