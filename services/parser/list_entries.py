"""The entries of a list of stories; the rules stand in `sidebars`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from services.parser.extract import Entry
from services.parser.lines import Line
from services.parser.list_lines import Part, part_of, width
from services.parser.list_titles import fold

MOST_ENTRIES = 30
_LEAST_ENTRIES, _LEAST_MEDIAN = 2, 24
_WIDEST_FIRST_GAP, _WIDEST_GAP = 5, 2


@dataclass(slots=True)
class _Gap:
    """What stands between two headlines."""

    ages: list[tuple[str | None, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    leads: bool = False  # a bullet or rank stands before the age: both are the next entry's

    def add(self, part: Part, *, marked: bool) -> None:
        self.kinds[part.kind] += 1
        if part.age:
            self.leads = self.leads or marked
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
        reading.marked = reading.marked or line.bulleted or part.kind == "mark"
        if part.kind in ("mark", "symbol"):
            continue
        if part.kind == "headline" and reading.all_marked and not reading.marked:
            part = part._replace(kind="subtitle")
        if not _goes_on(reading, part):
            break
        if part.kind == "headline":
            _add(reading, part, index)
        else:
            reading.gap.add(part, marked=reading.marked)
    return (_entries(reading), reading.used) if reading.headlines else ((), 0)


def is_list(entries: Sequence[Entry]) -> bool:
    """Tell whether these are a list of stories, not a menu or a single pointer."""
    if len(entries) < _LEAST_ENTRIES:
        return any(entry.age for entry in entries)
    return median(width(entry.headline) for entry in entries) >= _LEAST_MEDIAN


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
    inner = reading.gaps[1:]
    if part.kind == "title" or len(reading.headlines) == MOST_ENTRIES:
        return False
    if part.kind == "headline":
        aged = len(inner) >= _LEAST_ENTRIES and all(_aged(reading, i) for i in range(len(inner)))
        return not aged or bool(reading.gap.ages) or part.age is not None
    if part.kind == "prose":
        return _takes_summary(reading)
    if part.kind == "noise":
        return reading.all_marked or not inner or any(gap.kinds["noise"] for gap in inner)
    if part.kind == "subtitle" and inner and not any(gap.kinds["subtitle"] for gap in inner):
        return False
    widest = max((gap.width() for gap in inner), default=_WIDEST_FIRST_GAP)
    return reading.gap.width() < max(widest + 1, _WIDEST_GAP)


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
    return tuple(
        Entry(part.text, section or _section(name, counts), part.age or age)
        for part, (section, age), name in zip(reading.headlines, _ages(reading), names, strict=True)
    )


def _ages(reading: _Reading) -> list[tuple[str | None, str | None]]:
    """Return section and age of each entry, from before its headline or from after it."""
    before, after = _around(reading)
    nothing = (None, None)
    if before[0].ages or (not after[-1].ages and any(gap.leads for gap in before)):
        return [gap.ages[-1] if gap.ages else nothing for gap in before]
    return [gap.ages[0] if gap.ages else nothing for gap in after]


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
