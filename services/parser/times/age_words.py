"""The words of a story's age ("3 hours ago", "gestern"), as patterns; data in `age_words.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from schemas.events import Precision

_WORDS: dict[str, Any] = json.loads(
    (files("services.parser.times") / "age_words.json").read_text(encoding="utf-8")
)


def _any_of(words: Iterable[str]) -> str:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(re.escape, longest_first)) + ")"


def _flat(by_key: Mapping[str, list[str]]) -> list[str]:
    return [word for words in by_key.values() for word in words]


def _units(*names: str) -> dict[str, Precision]:
    return {word: unit for name in names for unit, words in _WORDS[name].items() for word in words}


UNITS = _units("units", "units_ago", "single")
"""A unit's word in lower case -> the unit."""

DAYS: dict[str, int] = {word: int(days) for days, words in _WORDS["days"].items() for word in words}
"""A day's word in lower case -> how many days ago it was."""

_BEFORE, _AFTER = _any_of(_flat(_WORDS["before"])), _any_of(_flat(_WORDS["after"]))
_COUNT = (
    rf"(?P<count{{0}}>\d{{{{1,4}}}}|(?<![^\W\d_])(?:{_any_of(_WORDS['one'])}(?=\s)|un['\u2019]))\s?"
)
_LEAD_IN = rf"(?:{_any_of(_WORDS['lead_in'])}\s+)?"
_UNIT, _SINGLE = _any_of(_flat(_WORDS["units"])), _any_of(_flat(_WORDS["single"]))

RELATIVE = "|".join(
    [
        rf"{_BEFORE}\s+{_LEAD_IN}{_COUNT.format(1)}(?P<unit1>{_UNIT})(?![^\W\d_])\.?",
        rf"(?<![^\W\d_]){_BEFORE}\s+(?P<unit2>{_SINGLE})(?![^\W\d_])",
        rf"(?:(?<![^\W\d_]){_LEAD_IN})?{_COUNT.format(3)}(?P<unit3>{_UNIT})\.?\s*{_AFTER}(?![^\W\d_])",
        rf"(?<![^\W\d_])(?P<unit4>{_SINGLE})\s+{_AFTER}(?![^\W\d_])",
        rf"{_COUNT.format(5)}(?P<unit5>{_any_of(_flat(_WORDS['units_ago']))})(?![^\W\d_])",
    ]
)
"""Ages that count: groups `count1`, `unit1` and so on, of one alternative each."""

LAST_WORDS = frozenset(
    phrase.split()[-1] for phrase in [*UNITS, *DAYS, *_WORDS["now"], *_flat(_WORDS["after"])]
)
"""What may be the last word of an age."""

FIRST_WORDS = frozenset(
    phrase.split()[0]
    for phrase in [*DAYS, *UNITS, *_WORDS["now"], *_WORDS["one"], *_flat(_WORDS["before"])]
)
"""What may be its first word."""

DAY_WORD = rf"(?P<day_word>yesterday|(?<![^\W\d_]){_any_of(DAYS)})(?![^\W\d_])"
NOW = rf"(?<![^\W\d_])(?P<now>{_any_of(_WORDS['now'])})(?![^\W\d_])"


_COUNTS, _UNITS = ("count1", "count3", "count5"), ("unit1", "unit2", "unit3", "unit4", "unit5")


def counted(match: re.Match[str]) -> tuple[int, Precision] | None:
    """Return count and unit of a match of `RELATIVE`; a unit alone, or "an hour", counts one."""
    unit = next(filter(None, match.group(*_UNITS)), None)
    if unit is None:
        return None
    count = next(filter(None, match.group(*_COUNTS)), "1")
    return int(count) if count.isdecimal() else 1, UNITS[unit.lower()]
