"""Dates as pages write them, in the languages of `months`, in numbers, and as ISO 8601.

Nothing here knows the time: what a text does not say is None, never today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice

from schemas.events import Precision
from services.parser.page.extract import Moment
from services.parser.times.months import MONTHS

_ZONES = {
    "utc": "+00:00", "gmt": "+00:00", "z": "+00:00", "bst": "+01:00",
    "cet": "+01:00", "cest": "+02:00", "est": "-05:00", "edt": "-04:00",
    "cst": "-06:00", "cdt": "-05:00", "mst": "-07:00", "mdt": "-06:00",
    "pst": "-08:00", "pdt": "-07:00", "eet": "+02:00", "eest": "+03:00", "msk": "+03:00",
    "sast": "+02:00", "wib": "+07:00", "hkt": "+08:00", "sgt": "+08:00", "jst": "+09:00",
    "kst": "+09:00", "aest": "+10:00", "aedt": "+11:00", "nzst": "+12:00", "nzdt": "+13:00",
}  # fmt: skip

_MONTH = r"(?P<month>[^\W\d_]{3,24})\.?"
_TIME = (
    r"(?:(?P<early>오전|上午|午前|凌晨|早上)|(?P<late>오후|下午|午後|晚上))?\s?"
    r"(?P<hour>\d{1,2})\s?[:.h時시]\s?(?P<minute>\d\d)(?!\d)(?::\d\d)?분?\s*"
    r"(?P<half>[ap]\.?m\b\.?|[صم](?!\w))?"
)
_ZONE = (
    rf"(?:\s*\(?(?P<zone>{'|'.join(_ZONES)})\b(?P<shift>[+-]\d{{1,2}}(?!\d))?\)?"
    r"|\s?(?P<offset>[+-][01]\d[0-5]\d|\+[01]\d:[0-5]\d)(?!\d))?"
)
_AT = r"(?:,|/|at\b|um\b|à|a las?\b|às|ore\b|alle\b|kl\b\.?|klo\b|-|\u2013|\||[(（]\w[)）])"  # noqa: RUF001
_AFTER = rf"(?:\s*(?:{_AT}\s*){{0,3}}{_TIME}{_ZONE})?"
_DAY = r"(?<![\d.,/])(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?(?!\d)"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
# Renderers glue what stands next to a date to it: `Jane DoeMay 3, 20242:30 pm`.
_GLUED_YEAR = r"(?P<year>(?:19|20)\d\d)"
_GLUED_MONTH = re.compile(r"[^\W\d_]*[a-z]([A-Z][a-z]+)")
_ISO = re.compile(
    r"(?<!\d)(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?\s?(Z|[+-]\d\d:?\d\d)?)?(?!\d)",
    re.ASCII,
)
_WRITTEN = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\w){_MONTH}\s+{_DAY},?\s+{_GLUED_YEAR}{_AFTER}",
        rf"{_DAY}\s*(?:de |of )?\s*{_MONTH},?\s+(?:de |del )?{_GLUED_YEAR}{_AFTER}",
        rf"(?<!\d){_YEAR}\.?\s+{_MONTH}\s+(?P<day>\d{{1,2}})\.{_AFTER}",
    )
]
_YEAR_FIRST = re.compile(
    rf"(?<!\d){_YEAR}(?:\s?[./]\s?|-|年\s?|년\s?)(?P<month>\d{{1,2}})(?:\s?[./]\s?|-|月\s?|월\s?)"
    rf"(?P<day>\d{{1,2}})(?![\d/])[日일.]?{_AFTER}",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    rf"(?<![\d./])(?P<day>\d{{1,2}})(?P<mark>\.\s?|/|-)(?P<month>\d{{1,2}})(?P=mark)"
    r"(?P<year>(?:19|20)\d\d(?=\d{1,2}\.\s[^\W\d])|(?:(?:19|20)\d\d|\d\d(?=$|\s))(?![\d./]\d|\d))"
    rf"{_AFTER}",
    re.IGNORECASE,
)
_CENTURY = 2000
_UNSET = frozenset(["0001-01-01", "1900-01-01", "1969-12-31", "1970-01-01"])
"""What programs write where they know no date: the first day of their calendars."""

_OUR_YEARS = re.compile(r"(?:19|20)\d\d")
"""Years of the calendar that news has: 1404 is one of Iran's, 2568 one of Thailand's."""

_SINCE_1970 = re.compile(r"\s*(1\d{9})(?:\d{3}|\.\d+)?\s*", re.ASCII)
# Every full date has a year of four digits, or a mark between two numbers.
_MAYBE = re.compile(r"\d(?:\d{3}|(?:\.\s?|[/-])\d)")
_MAX_MONTH = 12
_MAX_HALF_HOUR = 12
_MAX_SHIFT_HOURS = 14
"""The easternmost zone is UTC+14."""
_TIME_AFTER = re.compile(rf"\s*(?:{_AT}\s*){{0,3}}{_TIME}", re.IGNORECASE)
_TIME_BEFORE = re.compile(rf"{_TIME}{_ZONE}[\s,|\u2013-]*$", re.IGNORECASE | re.ASCII)
_IN_URL = re.compile(r"/(20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-2]\d|3[01])(?:[/_-]|$)", re.ASCII)


def find_date(text: str, *, day_first: bool | None = None) -> tuple[Moment, int, int] | None:
    """Return the first full date in a short text, and where it starts and ends.

    A time next to it belongs to it, with the offset where the zone is one we know.
    `day_first` reads 04/05/2025; without it, such a date is not guessed.
    """
    if not _MAYBE.search(text):  # most lines: the cheapest answer first
        return None
    iso = _ISO.search(text)
    if iso and (iso[2] or not _TIME_AFTER.match(text, iso.end())):
        moment = _from_iso(iso)
        return (moment, iso.start(), iso.end()) if moment else None
    found = [*_written(text), *_numbers(text, day_first=day_first)]
    return min(found, key=lambda one: one[1], default=None)


def find_moment(text: str) -> Moment | None:
    """Return the date of a text for machines: as `find_date`, or in seconds or ms since 1970."""
    counted = _SINCE_1970.fullmatch(text)
    if counted:
        moment = datetime.fromtimestamp(int(counted[1]), UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "second"
    found = find_date(text)
    return found[0] if found else None


def date_in_url(url: str) -> str | None:
    """Return the day that a path such as `/2025/04/27/` names, as ISO 8601."""
    found = _IN_URL.search(url)
    return _day(*map(int, found.groups())) if found else None


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


def _written(text: str) -> Iterator[tuple[Moment, int, int]]:
    for form in _WRITTEN:
        for match in form.finditer(text):
            month = _month(match["month"])
            moment = _moment(match, text, month, int(match["day"])) if month else None
            if moment:
                yield moment, match.start(), match.end()
                break


def _month(word: str) -> int | None:
    glued = _GLUED_MONTH.fullmatch(word)
    return MONTHS.get((glued[1] if glued else word).lower())


def _numbers(text: str, *, day_first: bool | None) -> Iterator[tuple[Moment, int, int]]:
    for match in islice(_YEAR_FIRST.finditer(text), 1):
        moment = _moment(match, text, int(match["month"]), int(match["day"]))
        if moment:
            yield moment, match.start(), match.end()
    for match in islice(_DAY_FIRST.finditer(text), 1):
        order = _order(match, day_first=day_first)
        moment = _moment(match, text, *order) if order else None
        if moment:
            yield moment, match.start(), match.end()


def _order(match: re.Match[str], *, day_first: bool | None) -> tuple[int, int] | None:
    """Return month and day: dots put the day first, of slashes a number over 12 tells."""
    first, second = int(match["day"]), int(match["month"])
    dotted = match["mark"].startswith(".")
    if len(match["year"]) == len("24") and not dotted:
        return None
    if dotted or first > _MAX_MONTH or day_first:
        return second, first
    if second > _MAX_MONTH or day_first is False or first == second:
        return first, second
    return None


def _moment(match: re.Match[str], text: str, month: int, day: int) -> Moment | None:
    time = match if match["hour"] else _TIME_BEFORE.search(text, 0, match.start())
    year = int(match["year"])
    value = _day(year if year >= _CENTURY // 2 else _CENTURY + year, month, day)
    clock = _clock(time) if time else None
    if value is None or value in _UNSET:
        return None
    return (f"{value}T{clock}", "minute") if clock else (value, "day")


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _clock(time: re.Match[str]) -> str | None:
    hour, minute, half = int(time["hour"]), int(time["minute"]), (time["half"] or "").lower()[:1]
    if half or ((time["early"] or time["late"]) and hour <= _MAX_HALF_HOUR):
        hour = hour % 12 + (12 if half in {"p", "م"} or time["late"] else 0)
    if hour > 23 or minute > 59:  # noqa: PLR2004  the day's last hour, the hour's last minute
        return None
    if time["offset"]:
        return f"{hour:02}:{minute:02}{_colon(time['offset'])}"
    zone = _ZONES.get((time["zone"] or "").lower(), "")
    if zone and time["shift"]:  # GMT+2
        zone = f"{int(time['shift']):+03}:00" if abs(int(time["shift"])) <= _MAX_SHIFT_HOURS else ""
    return f"{hour:02}:{minute:02}{zone}"


def _from_iso(match: re.Match[str]) -> Moment | None:
    day, clock, seconds, offset = match.groups()
    if day in _UNSET or not _OUR_YEARS.match(day):
        return None
    text = day + (f"T{clock}{seconds or ''}{_colon(offset or '')}" if clock else "")
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text, precision_of(text)


def _colon(offset: str) -> str:
    return f"{offset[:3]}:{offset[3:]}" if re.fullmatch(r"[+-]\d{4}", offset) else offset
