"""Dates as pages write them: English and ISO 8601 forms.

Nothing here knows the time: what a text does not say is None, never today.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from schemas.events import Precision
from services.parser.extract import Moment

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {
    "utc": "+00:00", "gmt": "+00:00", "z": "+00:00", "bst": "+01:00",
    "cet": "+01:00", "cest": "+02:00", "est": "-05:00", "edt": "-04:00",
    "cst": "-06:00", "cdt": "-05:00", "mst": "-07:00", "mdt": "-06:00",
    "pst": "-08:00", "pdt": "-07:00",
}  # fmt: skip

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?!\d)\s*(?P<half>[ap]\.?m\b\.?)?"
_ZONE = rf"(?:\s*\(?(?P<zone>{'|'.join(_ZONES)})\b\)?)?"
_AFTER = rf"(?:\s*(?:,|at|-|\u2013|\|)*\s*{_TIME}{_ZONE})?"
_DAY = r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_ISO = re.compile(
    r"(?<!\d)(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?\s?(Z|[+-]\d\d:?\d\d)?)?(?!\d)",
    re.ASCII,
)
_WRITTEN = [
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}{_AFTER}",
        rf"{_DAY}\s+{_MONTH},?\s+{_YEAR}{_AFTER}",
    )
]
_TIME_BEFORE = re.compile(rf"{_TIME}{_ZONE}[\s,|\u2013-]*$", re.IGNORECASE | re.ASCII)
_IN_URL = re.compile(r"/(20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-2]\d|3[01])(?:[/_-]|$)", re.ASCII)


def find_date(text: str) -> tuple[Moment, int, int] | None:
    """Return the first full date in a short text, and where it starts and ends.

    A time next to it belongs to it, with the offset where the zone is one we know.
    """
    iso = _ISO.search(text)
    found = (_from_iso(iso), iso) if iso else _first_written(text)
    if found is None:
        return None
    moment, match = found
    return (moment, match.start(), match.end()) if moment else None


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


def _first_written(text: str) -> tuple[Moment | None, re.Match[str]] | None:
    matches = [match for form in _WRITTEN if (match := form.search(text))]
    if not matches:
        return None
    match = min(matches, key=lambda match: match.start())
    time = match if match["hour"] else _TIME_BEFORE.search(text, 0, match.start())
    return _from_words(match, time), match


def _from_words(match: re.Match[str], time: re.Match[str] | None) -> Moment | None:
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    day = _day(int(match["year"]), month, int(match["day"]))
    clock = _clock(time) if time else None
    if day is None:
        return None
    return (f"{day}T{clock}", "minute") if clock else (day, "day")


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _clock(time: re.Match[str]) -> str | None:
    hour, minute, half = int(time["hour"]), int(time["minute"]), (time["half"] or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:  # noqa: PLR2004  the day's last hour, the hour's last minute
        return None
    return f"{hour:02}:{minute:02}{_ZONES.get((time['zone'] or '').lower(), '')}"


def _from_iso(match: re.Match[str]) -> Moment | None:
    day, clock, seconds, offset = match.groups()
    text = day + (f"T{clock}{seconds or ''}{_colon(offset or '')}" if clock else "")
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text, precision_of(text)


def _colon(offset: str) -> str:
    return f"{offset[:3]}:{offset[3:]}" if re.fullmatch(r"[+-]\d{4}", offset) else offset
