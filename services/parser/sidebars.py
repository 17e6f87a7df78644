"""The page around the article: related headlines and the list of most viewed stories."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from services.parser.ages import split_age
from services.parser.extract import Entry
from services.parser.lines import Line, is_prose, is_title

_MOST_VIEWED = frozenset(
    f"{most} {seen}{what}"
    for most, seen in (("most", "viewed"), ("most", "read"), ("most", "popular"))
    for what in ("", " stories", " articles", " news", " now", " today")
) | {"trending", "trending now", "trending stories", "trending news", "popular now"}
_RELATED = frozenset(
    [
        "related",
        "related stories",
        "related articles",
        "related news",
        "related content",
        "more stories",
        "more news",
        "read next",
        "you may also like",
        "recommended",
        "see also",
        "latest news",
    ]
)
_LONGEST_SECTION = 40
_MOST_ENTRIES = 30
_NUMBER = re.compile(r"\d{1,2}[.)]?")


def is_most_viewed(line: Line) -> bool:
    """Tell whether the line heads a list of most viewed stories."""
    return line.text.rstrip(":").lower() in _MOST_VIEWED


def is_related(line: Line) -> bool:
    """Tell whether the line heads a list of related stories."""
    return line.text.rstrip(":").lower() in _RELATED


class _Lead(NamedTuple):
    """What stands before an entry's headline."""

    section: str | None = None
    age: str | None = None
    marked: bool = False


def read_most_viewed(lines: Sequence[Line]) -> tuple[tuple[Entry, ...], int]:
    """Return the entries of a list that begins at the first line, and the lines it takes.

    An entry is a headline, after a bullet or number, and a line with section and age
    (`World20 hours ago`) where the page gives one. The list ends where neither follows;
    one whose entries are marked ends at the first that is not.
    """
    entries: list[Entry] = []
    lead, all_marked, used = _Lead(), False, 0
    for index, line in enumerate(lines):
        longer = _lead(line, lead)
        if longer:
            lead = longer
            continue
        marked = lead.marked or line.bulleted
        if not _is_headline(line) or (all_marked and not marked) or len(entries) == _MOST_ENTRIES:
            break
        entries.append(Entry(line.text, lead.section, lead.age))
        lead, all_marked, used = _Lead(), marked, index + 1
    return tuple(entries), used


def read_related(lines: Sequence[Line]) -> tuple[tuple[str, ...], int]:
    """Return the title-like lines that directly follow, and the lines they take."""
    skipped = 1 if lines and is_related(lines[0]) else 0
    headlines: list[str] = []
    for line in lines[skipped:]:
        if not _is_headline(line) or is_most_viewed(line):
            break
        headlines.append(line.text)
    return tuple(headlines[:_MOST_ENTRIES]), skipped + len(headlines)


def _lead(line: Line, lead: _Lead) -> _Lead | None:
    """Return the lead with what this line adds, None if it adds nothing."""
    found = _section_and_age(line.text)
    if found:
        return _Lead(*found, marked=True)
    return lead._replace(marked=True) if _is_bullet(line) else None


def _is_headline(line: Line) -> bool:
    return is_title(line) and not is_prose(line)


def _is_bullet(line: Line) -> bool:
    return not line.text or _NUMBER.fullmatch(line.text) is not None


def _section_and_age(text: str) -> tuple[str | None, str] | None:
    if len(text) > _LONGEST_SECTION:
        return None
    found = split_age(text)
    if found is None:
        return None
    return found[0].strip(" -|·•,") or None, found[1]
