"""The entries of a list of stories; the rules stand in `sidebars`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from services.parser.extract import Entry
from services.parser.lines import Line
from services.parser.list_lines import Part, part_of, width
from services.parser.list_titles import fold

MOST_ENTRIES = 30
_LEAST_ENTRIES, _LEAST_MEDIAN = 2, 24
_MOST_TRUNCATED = 3
_DOTS = ("...", "…")
_WIDEST_FIRST_GAP, _WIDEST_GAP = 5, 2


@dataclass(slots=True)
class _Gap:
    """What stands between two headlines."""

    ages: list[tuple[str | None, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    leads: bool = False  # it begins with a bullet or rank: what follows is the next entry's

    def add(self, part: Part) -> None:
        self.kinds[part.kind] += 1
        if part.age:
            self.ages.append((part.section, part.age))
        elif part.kind == "name":
            self.names.append(part.text)

    def width(self) -> int:
        return self.kinds["name"] + self.kinds["age"] + self.kinds["subtitle"]


@dataclass(slots=True)
class _Reading:
    """The list so far: `gaps[i]` stands before `headlines[i]`, `gap` after the last."""

    headlines: list[Part] = field(default_factory=list)
    gaps: list[_Gap] = field(default_factory=list)
    gap: _Gap = field(default_factory=_Gap)
    seen: set[str] = field(default_factory=set)
    marked: bool = False
    all_marked: bool = False
    used: int = 0


def read_entries(lines: Sequence[Line]) -> tuple[tuple[Entry, ...], int]:
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
    return (_entries(reading), reading.used) if reading.headlines else ((), 0)


def _in_list(reading: _Reading, part: Part) -> Part:
    """Return what the part is in this list: where bullets tell, they tell more than looks."""
    if part.kind == "notice":
        return part._replace(kind="noise" if reading.all_marked else "prose")
    if part.kind == "headline" and reading.all_marked and not reading.marked:
        return part._replace(kind="subtitle")
    return part


def is_list(entries: Sequence[Entry], least_of_two: int = _LEAST_MEDIAN) -> bool:
    """Tell whether these are a list of stories, not a menu or a single pointer.

    `least_of_two` is how long headlines must be where there are two only.
    """
    if any(entry.age for entry in entries):
        return True
    if len(entries) < _LEAST_ENTRIES:
        return False
    least = least_of_two if len(entries) == _LEAST_ENTRIES else _LEAST_MEDIAN
    return median(width(entry.headline) for entry in entries) >= least


def _add(reading: _Reading, part: Part, index: int) -> None:
    key = fold(part.text)
    if key in reading.seen:
        return
    if not reading.headlines:
        reading.all_marked = reading.marked
    reading.seen.add(key)
    reading.headlines.append(part)
    reading.gaps.append(reading.gap)
    reading.gap, reading.marked, reading.used = _Gap(), False, index + 1


def _goes_on(reading: _Reading, part: Part) -> bool:
    """Tell whether the list may go on with this part."""
    if part.kind == "title" or len(reading.headlines) == MOST_ENTRIES:
        return False
    if part.kind == "headline":
        return not _all_aged(reading) or bool(reading.gap.ages) or part.age is not None
    if part.kind == "prose":
        return _takes_summary(reading)
    return _is_usual(reading, part) and reading.gap.width() < _widest(reading)


def _is_usual(reading: _Reading, part: Part) -> bool:
    """Tell whether such a part stood between the entries before, if they are enough to tell."""
    inner = reading.gaps[1:]
    if part.kind == "noise" and len(inner) >= _LEAST_ENTRIES:
        return reading.all_marked or any(gap.kinds["noise"] for gap in inner)
    if part.kind == "subtitle":
        return not inner or any(gap.kinds["subtitle"] for gap in inner)
    if part.kind == "age" and len(inner) >= _LEAST_ENTRIES:
        return bool(reading.gaps[0].ages) or any(_aged(reading, i) for i in range(len(inner)))
    return True


def _widest(reading: _Reading) -> int:
    inner = [gap.width() + 1 for gap in reading.gaps[1:]]
    return max(_WIDEST_GAP, *inner) if inner else _WIDEST_FIRST_GAP


def _all_aged(reading: _Reading) -> bool:
    inner = range(len(reading.gaps) - 1)
    return len(inner) >= _LEAST_ENTRIES and all(_aged(reading, i) for i in inner)


def _aged(reading: _Reading, inner: int) -> bool:
    return bool(reading.gaps[inner + 1].ages) or reading.headlines[inner].age is not None


def _takes_summary(reading: _Reading) -> bool:
    inner = reading.gaps[1:]
    if not reading.headlines or reading.gap.kinds["prose"]:
        return False
    dated = reading.gaps[0].ages or reading.gap.ages or reading.headlines[-1].age
    return bool(dated) and (not inner or any(gap.kinds["prose"] for gap in inner))


def _entries(reading: _Reading) -> tuple[Entry, ...]:
    names = _names(reading)
    counts = Counter(name for name in names if name)
    found = [
        Entry(part.text, section or _section(name, counts), part.age or age)
        for part, (section, age), name in zip(reading.headlines, _ages(reading), names, strict=True)
    ]
    return tuple(_without_ranks(_without_summaries(found)))


def _without_summaries(entries: list[Entry]) -> list[Entry]:
    """Drop the beginnings of stories, cut off with dots, that alternate with headlines."""
    cut = [entry.headline.endswith(_DOTS) for entry in entries]
    alternate = not any(a and b for a, b in pairwise(cut)) and not cut[0]
    if not alternate or sum(cut) * _MOST_TRUNCATED < len(cut):
        return entries
    return [entry for entry, is_cut in zip(entries, cut, strict=True) if not is_cut]


def _without_ranks(entries: list[Entry]) -> list[Entry]:
    """Take the ranks off that a renderer glued to the headlines: 1, 2, 3 in order."""
    ranked = all(entry.headline.startswith(str(n)) for n, entry in enumerate(entries, start=1))
    if not ranked or len(entries) < _LEAST_ENTRIES:
        return entries
    return [
        replace(entry, headline=entry.headline.removeprefix(str(n)).lstrip(" .)"))
        for n, entry in enumerate(entries, start=1)
    ]


def _ages(reading: _Reading) -> list[tuple[str | None, str | None]]:
    """Return section and age of each entry, from before its headline or from after it."""
    before, after = _around(reading)
    nothing = (None, None)
    if _leads(before[0], after[-1]) or (
        not after[-1].ages and any(gap.leads and gap.ages for gap in before)
    ):
        return [gap.ages[-1] if gap.ages else nothing for gap in before]
    return [gap.ages[0] if gap.ages else nothing for gap in after]


def _leads(first: _Gap, last: _Gap) -> bool:
    """Tell whether ages stand before their headlines; "yesterday" may be a tab of the list."""
    a_number = any(map(str.isdigit, "".join(age for _, age in first.ages)))
    return bool(first.ages) and (a_number or not last.ages)


def _names(reading: _Reading) -> list[str | None]:
    """Return the name that stands alone before each headline, or after it."""
    before, after = _around(reading)
    inner = {len(gap.names) for gap in before[1:]}
    if before[0].names and inner != {0}:
        return [_alone(gap.names) for gap in before]
    # What follows the last entry may be its name, and the page's next part.
    last = after[-1].names[0] if after[-1].names and inner == {1} else None
    return [*(_alone(gap.names) for gap in after[:-1]), last]


def _alone(names: list[str]) -> str | None:
    return names[0] if len(names) == 1 else None


def _around(reading: _Reading) -> tuple[list[_Gap], list[_Gap]]:
    return reading.gaps, [*reading.gaps[1:], reading.gap]


def _section(name: str | None, counts: Counter[str]) -> str | None:
    """Return the name if it is a section's: an author's or a source's has words, and comes once."""
    if name is None or any(map(str.isdigit, name)):
        return None
    return name if " " not in name or counts[name] > 1 else None
