"""Entries of a list of stories; the rules stand in `sidebars.read`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from services.parser.page.extract import ListedStory
from services.parser.page.folding import fold_title
from services.parser.page.lines import Line
from services.parser.sidebars.gaps import HeadlineGap, entries_of
from services.parser.sidebars.parts import Part, part_of, width

MAX_ENTRIES = 30
"""Entries of a list that are read: a list of most viewed stories has ten, or twenty."""

# Set by hand on the lists of the development pages.
_MIN_ENTRIES = 2
_MIN_MEDIAN_WIDTH = 24
"""Width of a list's headlines in the middle: those of a menu are shorter."""
_MAX_FIRST_GAP_LINES, _MAX_GAP_LINES = 5, 2


@dataclass(slots=True)
class _Reading:
    """The list so far: `gaps[i]` stands before `headlines[i]`, `gap` after the last."""

    headlines: list[Part] = field(default_factory=list)
    gaps: list[HeadlineGap] = field(default_factory=list)
    gap: HeadlineGap = field(default_factory=HeadlineGap)
    seen: set[str] = field(default_factory=set)
    marked: bool = False
    all_marked: bool = False
    used: int = 0


def read_entries(lines: Sequence[Line]) -> tuple[tuple[ListedStory, ...], int]:
    """Return the entries of a list whose title stands before the lines, and the lines they take."""
    reading = _Reading()
    for index, line in enumerate(lines):
        part = part_of(line)
        if line.bulleted or part.kind == "mark":
            reading.marked = True
            reading.gap.leads = reading.gap.leads or not reading.gap.width()
        if part.kind in ("mark", "symbol"):
            continue
        part = _in_list(reading, part)
        if not _goes_on(reading, part):
            break
        if part.kind == "headline":
            _add(reading, part, index)
        else:
            reading.gap.add(part)
    return (entries_of(reading.headlines, reading.gaps, reading.gap), reading.used)


def _in_list(reading: _Reading, part: Part) -> Part:
    """Return what the part is in this list: where bullets tell, they tell more than looks."""
    if part.kind == "notice":
        return part._replace(kind="noise" if reading.all_marked else "prose")
    if part.kind == "headline" and reading.all_marked and not reading.marked:
        return part._replace(kind="subtitle")
    return part


def is_list(entries: Sequence[ListedStory], least_of_two: int = _MIN_MEDIAN_WIDTH) -> bool:
    """Tell whether these are a list of stories, not a menu or a single pointer.

    `least_of_two` is how long headlines must be where there are two only.
    """
    if any(entry.age for entry in entries):
        return True
    if len(entries) < _MIN_ENTRIES:
        return False
    least = least_of_two if len(entries) == _MIN_ENTRIES else _MIN_MEDIAN_WIDTH
    return median(width(entry.headline) for entry in entries) >= least


def _add(reading: _Reading, part: Part, index: int) -> None:
    key = fold_title(part.text)
    if key in reading.seen:
        return
    if not reading.headlines:
        reading.all_marked = reading.marked
    reading.seen.add(key)
    reading.headlines.append(part)
    reading.gaps.append(reading.gap)
    reading.gap, reading.marked, reading.used = HeadlineGap(), False, index + 1


def _goes_on(reading: _Reading, part: Part) -> bool:
    """Tell whether the list may go on with this part."""
    if part.kind == "title" or len(reading.headlines) == MAX_ENTRIES:
        return False
    if part.kind == "headline":
        return not _all_aged(reading) or bool(reading.gap.ages) or part.age is not None
    if part.kind == "prose":
        return _takes_summary(reading)
    return _is_usual(reading, part) and reading.gap.width() < _widest(reading)


def _is_usual(reading: _Reading, part: Part) -> bool:
    """Tell whether such a part stood between the entries before, if they are enough to tell."""
    inner = reading.gaps[1:]
    if part.kind == "noise" and len(inner) >= _MIN_ENTRIES:
        return reading.all_marked or any(gap.kinds["noise"] for gap in inner)
    if part.kind == "subtitle":
        return not inner or any(gap.kinds["subtitle"] for gap in inner)
    if part.kind == "age" and len(inner) >= _MIN_ENTRIES:
        return bool(reading.gaps[0].ages) or any(_aged(reading, i) for i in range(len(inner)))
    return True


def _widest(reading: _Reading) -> int:
    inner = [gap.width() + 1 for gap in reading.gaps[1:]]
    return max(_MAX_GAP_LINES, *inner) if inner else _MAX_FIRST_GAP_LINES


def _all_aged(reading: _Reading) -> bool:
    inner = range(len(reading.gaps) - 1)
    return len(inner) >= _MIN_ENTRIES and all(_aged(reading, i) for i in inner)


def _aged(reading: _Reading, inner: int) -> bool:
    return bool(reading.gaps[inner + 1].ages) or reading.headlines[inner].age is not None


def _takes_summary(reading: _Reading) -> bool:
    inner = reading.gaps[1:]
    if not reading.headlines or reading.gap.kinds["prose"]:
        return False
    dated = reading.gaps[0].ages or reading.gap.ages or reading.headlines[-1].age
    return bool(dated) and (not inner or any(gap.kinds["prose"] for gap in inner))
