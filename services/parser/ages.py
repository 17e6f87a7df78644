"""Ages of stories as pages write them ("20 hours ago"), and when that was.

Nothing here knows the time: an age means something only against a reference.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from schemas.events import Precision
from services.parser.extract import Moment

_AGE = (
    r"(?:(?P<count>\d{1,4}|an?|one)\s?(?P<unit>min(?:ute)?s?|m|h(?:ou)?rs?|h|days?|d|weeks?|w"
    r"|mo(?:nth)?s?|years?|y)\s+ago|(?P<word>yesterday|just now|today))"
)
_WHOLE_AGE = re.compile(rf"\s*{_AGE}\s*", re.IGNORECASE | re.ASCII)
_TRAILING_AGE = re.compile(rf"(?P<before>.*?)\s*(?P<age>{_AGE})", re.IGNORECASE | re.ASCII)
_UNITS: dict[str, Precision] = {
    "mo": "month", "mi": "minute", "m": "minute", "h": "hour", "d": "day", "w": "week", "y": "year",
}  # fmt: skip
_WORDS: dict[str, tuple[int, Precision]] = {
    "yesterday": (1, "day"),
    "today": (0, "day"),
    "just now": (0, "minute"),
}
_HOURS = {"minute": 1 / 60, "hour": 1, "day": 24, "week": 7 * 24}
_FINE: frozenset[Precision] = frozenset({"second", "minute", "hour"})


def split_age(line: str) -> tuple[str, str] | None:
    """Split `World20 hours ago` into what stands before the age and the age."""
    found = _TRAILING_AGE.fullmatch(line)
    return (found["before"], found["age"]) if found else None


def resolve_age(
    text: str, reference: str | None, reference_precision: Precision | None
) -> Moment | None:
    """Return when something of this age happened, seen from `reference` (ISO 8601).

    From a day, it counts from noon and gives a day; from a time, a time cut to the unit
    of the age. The precision is never finer than the unit. Unknown: None.
    """
    age = _age(text)
    if age is None or reference is None:
        return None
    count, unit = age
    try:
        if reference_precision == "day":
            return _from_day(date.fromisoformat(reference[:10]), count, unit)
        if reference_precision in _FINE:
            return _from_time(datetime.fromisoformat(reference), count, unit)
    except (ValueError, OverflowError):  # before the year 1
        return None
    return None


def _age(text: str) -> tuple[int, Precision] | None:
    found = _WHOLE_AGE.fullmatch(text)
    if found is None:
        return None
    if found["word"]:
        return _WORDS[found["word"].lower()]
    count = int(found["count"]) if found["count"].isdigit() else 1
    unit = found["unit"].lower()
    return count, _UNITS.get(unit[:2]) or _UNITS[unit[0]]


def _from_day(day: date, count: int, unit: Precision) -> Moment:
    noon = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001  a calendar day has no zone
    precision: Precision = "day" if unit in _FINE else unit
    return _back(noon, count, unit).date().isoformat(), precision


def _from_time(moment: datetime, count: int, unit: Precision) -> Moment:
    then = _back(moment, count, unit)
    if unit not in _FINE:
        return then.date().isoformat(), unit
    cut = then.replace(minute=0) if unit == "hour" else then
    return cut.isoformat(timespec="minutes"), unit


def _back(moment: datetime, count: int, unit: Precision) -> datetime:
    if unit in _HOURS:
        return moment - timedelta(hours=count * _HOURS[unit])
    months = moment.year * 12 + moment.month - 1 - count * (12 if unit == "year" else 1)
    first = moment.replace(year=months // 12, month=months % 12 + 1, day=1)
    return first.replace(day=min(moment.day, _days_in(first)))


def _days_in(first: datetime) -> int:
    return (first.replace(day=28) + timedelta(days=4)).replace(
        day=1
    ).toordinal() - first.toordinal()
