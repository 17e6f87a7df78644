"""Dates as pages write them, in the languages of `months`, in numbers, and as ISO 8601.

Nothing here knows the time: what a text does not say is None, never today. Dates of other
calendars are given in ours, or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice

from schemas.events import Precision
from services.parser.page.extract import Moment
from services.parser.times.calendars import ERAS, buddhist, gregorian, jalali, of_any
from services.parser.times.clocks import (
    TIME_AFTER,
    TIME_BEFORE,
    ZONE_AFTER,
    in_zone,
    read_clock,
    with_colon,
)
from services.parser.times.date_forms import (
    DAY_FIRST,
    ISO,
    MARKED,
    MAYBE,
    NUMBERED,
    WRITTEN,
    WRITTEN_WITH_MARKS,
)
from services.parser.times.months import AFTER_DOT, JALALI_MONTHS, MONTHS, THAI

_GLUED_MONTH = re.compile(r"[^\W\d_]*[a-z]([A-Z][a-z]+)")
_CENTURY = 2000
_THAI_CENTURY = 2500
_SHORT_YEARS = 100
_UNSET = frozenset(["1900-01-01", "1969-12-31", "1970-01-01"])
"""What programs write where they know no date: the first day of their calendars."""

_SINCE_1970 = re.compile(r"\s*(1\d{9})(?:\d{3}|\.\d+)?\s*", re.ASCII)
_COMPACT = re.compile(
    r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)(Z|[+-]\d\d:?\d\d)?)?\s*", re.ASCII
)
_OTHER_DIGITS = re.compile(r"[^\D0-9]")
_MAX_MONTH = 12
_IN_URL = re.compile(r"/(20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-2]\d|3[01])(?:[/_-]|$)", re.ASCII)

Found = tuple[Moment, int, int]
"""A moment, and where its text starts and ends."""


def find_date(text: str, *, day_first: bool | None = None) -> Found | None:
    """Return the first full date in a short text, and where it starts and ends.

    A time next to it belongs to it, with the offset where the zone is one we know.
    `day_first` reads 04/05/2025; without it, such a date is not guessed.
    """
    if not MAYBE.search(text):  # most lines: the cheapest answer first
        return None
    if _OTHER_DIGITS.search(text):
        text = _OTHER_DIGITS.sub(lambda digit: str(int(digit[0])), text)
    iso = ISO.search(text)
    if iso and (iso[5] or not TIME_AFTER.match(text, iso.end())):
        moment = _from_iso(iso)
        return (moment, iso.start(), iso.end()) if moment else None
    found = [*_written(text), *_numbers(text, day_first=day_first)]
    return min(found, key=lambda one: one[1], default=None)


def find_moment(text: str, *, day_first: bool | None = None) -> Moment | None:
    """Return the date of a text for machines: as `find_date`, 20250427, or seconds since 1970."""
    counted = _SINCE_1970.fullmatch(text)
    if counted:
        moment = datetime.fromtimestamp(int(counted[1]), UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "second"
    compact = _COMPACT.fullmatch(text)
    if compact:
        text = "{}-{}-{}".format(*compact.groups())
        text += "T{}:{}:{}".format(*compact.groups()[3:]) + (compact[7] or "") if compact[4] else ""
    found = find_date(text, day_first=day_first)
    return found[0] if found else None


def date_in_url(url: str) -> str | None:
    """Return the day that a path such as `/2025/04/27/` names, as ISO 8601."""
    found = _IN_URL.search(url)
    day = gregorian(*map(int, found.groups())) if found else None
    return day.isoformat() if day else None


def precision_of(timestamp: str) -> Precision:
    """Return how precise an ISO 8601 date or time is as written."""
    if "T" not in timestamp:
        return "day"
    return "second" if re.search(r"T\d\d:\d\d:", timestamp) else "minute"


def as_utc(timestamp: str) -> datetime | None:
    """Return an ISO 8601 date or time as UTC (none given: UTC), None if out of range."""
    try:
        moment = datetime.fromisoformat(timestamp)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _written(text: str) -> Iterator[Found]:
    marked = not text.isascii() and MARKED.search(text)
    for needed, form in WRITTEN_WITH_MARKS if marked else WRITTEN:
        if needed in text:
            yield from islice(_found(text, form.finditer(text), _named_day), 1)


def _numbers(text: str, *, day_first: bool | None) -> Iterator[Found]:
    for needed, form in NUMBERED:
        if needed in text:
            yield from _found(text, islice(form.finditer(text), 1), _numbered_day)
    yield from _found(
        text, islice(DAY_FIRST.finditer(text), 1), partial(_ordered_day, day_first=day_first)
    )


def _found(
    text: str, matches: Iterable[re.Match[str]], day_of: Callable[[re.Match[str]], date | None]
) -> Iterator[Found]:
    for match in matches:
        day = day_of(match)
        value = day.isoformat() if day else None
        if value and value not in _UNSET:
            time = match if match["hour"] else TIME_BEFORE.search(text, 0, match.start())
            clock = read_clock(value, time) if time else None
            yield clock or (value, "day"), match.start(), match.end()


def _named_day(match: re.Match[str]) -> date | None:
    year, day, name = int(match["year"]), int(match["day"]), match["month"].lower()
    if name in JALALI_MONTHS:
        return jalali(year, JALALI_MONTHS[name], day)
    month = _month(match["month"], dotted=match.groupdict().get("dot") is not None)
    if month is None:
        return None
    if THAI.match(name):
        year += _THAI_CENTURY if year < _SHORT_YEARS else 0
        return buddhist(year, month, day) or gregorian(year, month, day)
    return gregorian(year, month, day)


def _month(word: str, *, dotted: bool) -> int | None:
    glued = _GLUED_MONTH.fullmatch(word)
    name = unicodedata.normalize("NFC", (glued[1] if glued else word).lower())
    return (AFTER_DOT.get(name) if dotted else None) or MONTHS.get(name)


def _numbered_day(match: re.Match[str]) -> date | None:
    month, day = int(match["month"]), int(match["day"])
    era = match.groupdict().get("era")
    if era:
        year = 1 if match["year"] == "元" else int(match["year"])
        return gregorian(ERAS[era] + year, month, day)
    return of_any(int(match["year"]), month, day)


def _ordered_day(match: re.Match[str], *, day_first: bool | None) -> date | None:
    order = _order(match, day_first=day_first)
    year = int(match["year"])
    return of_any(year + _CENTURY * (year < _SHORT_YEARS), *order) if order else None


def _order(match: re.Match[str], *, day_first: bool | None) -> tuple[int, int] | None:
    """Return month and day: dots put the day first, of slashes a number over 12 tells."""
    first, second = int(match["day"]), int(match["month"])
    dotted = match["mark"].startswith(".")
    if len(match["year"]) == len("24"):
        glued = match.start() and match.string[match.start() - 1].isalpha()  # R7.4.27 is no day 7
        if glued or not dotted:
            return None
    if dotted or first > _MAX_MONTH or day_first or int(match["year"]) >= _THAI_CENTURY:
        return second, first
    if second > _MAX_MONTH or day_first is False or first == second:
        return first, second
    return None


def _from_iso(match: re.Match[str]) -> Moment | None:
    day = of_any(int(match[1]), int(match[2]), int(match[3]))
    if day is None or day.isoformat() in _UNSET:
        return None
    if not match[5]:
        return day.isoformat(), "day"
    is_range = match[4] == " " and not match[7] and match[8] and match[8][0] == "-"
    offset = "" if is_range else with_colon(match[8] or "")
    seconds = f":{int(match[7]):02}" if match[7] else ""
    value = f"{day}T{int(match[5]):02}:{match[6]}{seconds}"
    try:
        datetime.fromisoformat(value + offset)
    except ValueError:
        return None
    zone = None if match[8] else ZONE_AFTER.match(match.string, match.end())
    return (in_zone(value, zone) if zone else value + offset), precision_of(value)
