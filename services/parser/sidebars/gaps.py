"""Gaps between the headlines of a list: the sections and ages in them find their headline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from services.parser.page.extract import ListedStory
from services.parser.sidebars.parts import Part

_MIN_RANKED_ENTRIES = 2
_MIN_SUMMARY_SHARE = 3
"""Every third entry at least: fewer that are cut off with dots are headlines. Set by hand."""
_DOTS = ("...", "…")


@dataclass(slots=True)
class HeadlineGap:
    """The lines between two headlines of a list."""

    ages: list[tuple[str | None, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    leads: bool = False  # it begins with a bullet or rank: what follows is the next entry's

    def add(self, part: Part) -> None:
        """Take in a part that is no headline."""
        self.kinds[part.kind] += 1
        if part.age:
            self.ages.append((part.section, part.age))
        elif part.kind == "name":
            self.names.append(part.text)

    def width(self) -> int:
        """Return how many lines of content stand in the gap."""
        return self.kinds["name"] + self.kinds["age"] + self.kinds["subtitle"]


def entries_of(
    headlines: Sequence[Part], gaps: Sequence[HeadlineGap], rest: HeadlineGap
) -> tuple[ListedStory, ...]:
    """Return the entries: `gaps[i]` stands before `headlines[i]`, `rest` after the last."""
    if not headlines:
        return ()
    before, after = gaps, [*gaps[1:], rest]
    names = _names(before, after)
    counts = Counter(name for name in names if name)
    found = [
        ListedStory(part.text, section or _section(name, counts), part.age or age)
        for part, (section, age), name in zip(headlines, _ages(before, after), names, strict=True)
    ]
    return tuple(_without_ranks(_without_summaries(found)))


def _without_summaries(entries: list[ListedStory]) -> list[ListedStory]:
    """Drop the beginnings of stories, cut off with dots, that alternate with headlines."""
    cut = [entry.headline.endswith(_DOTS) for entry in entries]
    alternate = not any(a and b for a, b in pairwise(cut)) and not cut[0]
    if not alternate or sum(cut) * _MIN_SUMMARY_SHARE < len(cut):
        return entries
    return [entry for entry, is_cut in zip(entries, cut, strict=True) if not is_cut]


def _without_ranks(entries: list[ListedStory]) -> list[ListedStory]:
    """Take the ranks off that a renderer glued to the headlines: 1, 2, 3 in order."""
    ranked = all(entry.headline.startswith(str(n)) for n, entry in enumerate(entries, start=1))
    if not ranked or len(entries) < _MIN_RANKED_ENTRIES:
        return entries
    return [
        replace(entry, headline=entry.headline.removeprefix(str(n)).lstrip(" .)"))
        for n, entry in enumerate(entries, start=1)
    ]


def _ages(
    before: Sequence[HeadlineGap], after: Sequence[HeadlineGap]
) -> list[tuple[str | None, str | None]]:
    """Return section and age of each entry, from before its headline or from after it."""
    nothing = (None, None)
    if _leads(before[0], after[-1]) or (
        not after[-1].ages and any(gap.leads and gap.ages for gap in before)
    ):
        return [gap.ages[-1] if gap.ages else nothing for gap in before]
    return [gap.ages[0] if gap.ages else nothing for gap in after]


def _leads(first: HeadlineGap, last: HeadlineGap) -> bool:
    """Tell whether ages stand before their headlines; "yesterday" may be a tab of the list."""
    a_number = any(map(str.isdigit, "".join(age for _, age in first.ages)))
    return bool(first.ages) and (a_number or not last.ages)


def _names(before: Sequence[HeadlineGap], after: Sequence[HeadlineGap]) -> list[str | None]:
    """Return the name that stands alone before each headline, or after it."""
    inner = {len(gap.names) for gap in before[1:]}
    if before[0].names and inner != {0}:
        return [_alone(gap.names) for gap in before]
    # What follows the last entry may be its name, and the page's next part.
    last = after[-1].names[0] if after[-1].names and inner == {1} else None
    return [*(_alone(gap.names) for gap in after[:-1]), last]


def _alone(names: list[str]) -> str | None:
    return names[0] if len(names) == 1 else None


def _section(name: str | None, counts: Counter[str]) -> str | None:
    """Return the name if it is a section's: an author's or a source's has words, and comes once."""
    if name is None or any(map(str.isdigit, name)):
        return None
    return name if " " not in name or counts[name] > 1 else None
