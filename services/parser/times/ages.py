"""Ages of stories as pages write them ("20 hours ago", "gestern", "Apr 25"), and when that was.

Nothing here knows the time: an age means something only against a reference. A clock
time is the page's own: what it gives has no offset.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from schemas.events import Precision
from services.parser.page.extract import Moment
from services.parser.times.age_patterns import LEADING, TRAILING, WHOLE, clock_of, month_and_day
from services.parser.times.age_words import DAYS, FIRST_WORDS, LAST_WORDS, counted
from services.parser.times.dates import find_date
from services.parser.times.months import MONTHS

_MAX_LINE_CHARS, _MAX_AGE_CHARS = 240, 40
"""Of a line that is looked at, and of the age at its end. Set by hand."""
_SEPARATORS = "|·•,/-\u2013:"
_MAX_BESIDE_CHARS, _MAX_BESIDE_WORDS = 25, 3
_LAST = LAST_WORDS | MONTHS.keys() | {"uhr", "h", "am", "pm", "a.m", "p.m"}
_FIRST = FIRST_WORDS | MONTHS.keys() | {"kl", "klo", "at", "um", "for", "för"}
_LAST_CHARACTERS = frozenset("前전日일")
_TWICE = re.compile(r"([^\d\s]{0,12} ?\d{1,2}[^\d]{2,15})\1$")  # once to see, once to hear
_HOURS = {"minute": 1 / 60, "hour": 1, "day": 24, "week": 7 * 24}
_FINE: frozenset[Precision] = frozenset({"second", "minute", "hour"})
_ZONES_APART = timedelta(hours=3)
_LEAP = 8


def split_age(line: str) -> tuple[str, str] | None:
    """Split `World20 hours ago` into what stands beside the age, and the age.

    A headline may stand beside an age that counts or a full date; beside a day or a
    clock alone, which may be part of it, only few words.
    """
    if len(line) > _MAX_LINE_CHARS:
        return None
    return _beside_date(line) or _beside_age(line)


def resolve_age(
    text: str, reference: str | None, reference_precision: Precision | None
) -> Moment | None:
    """Return when something of this age happened, seen from `reference` (ISO 8601).

    Counted from a day, it is counted from noon and gives a day; from a time, a time cut
    to the unit of the age. The precision is never finer than the unit. A date without a
    year is the latest such date not after the reference; a full date needs none.
    Unknown: None.
    """
    found = find_date(text) if len(text) <= _MAX_LINE_CHARS else None
    if found:
        return found[0]
    match = WHOLE.fullmatch(text) if len(text) <= _MAX_LINE_CHARS else None
    if match is None:
        return None
    if match["year6"]:
        return f"{match['year6']}-{MONTHS[match['month6'].lower()]:02}-01", "month"
    if reference is None or not (reference_precision == "day" or reference_precision in _FINE):
        return None
    try:
        return _resolve(match, reference, exact=reference_precision in _FINE)
    except (ValueError, OverflowError):  # before the year 1
        return None


def _beside_date(line: str) -> tuple[str, str] | None:
    found = find_date(line)
    if found is None:
        return None
    _, start, end = found
    before, after = line[:start].strip(), line[end:].strip()
    return (before or after, line[start:end].strip()) if not (before and after) else None


def _beside_age(line: str) -> tuple[str, str] | None:
    words = line.lower().split(maxsplit=1)[:1] + line[-_MAX_AGE_CHARS:].lower().split()[-1:]
    match = None
    if words and _may_end(words[-1]):
        line = _TWICE.sub(r"\1", line)
        match = TRAILING.search(line, max(0, len(line) - _MAX_AGE_CHARS))
    if match is None and words and _may_begin(words[0]):
        match = LEADING.match(line)
    if match is None:
        return None
    beside = line[: match.start()] if match.end() == len(line) else line[match.end() :]
    return (beside.strip(), match["age"].strip()) if _may_stand(beside, match) else None


def _may_end(word: str) -> bool:
    """Tell, at little cost, whether an age may end so: most lines don't."""
    bare = word.strip("()[].")
    return bare in _LAST or bare[-1:].isdigit() or bare[-1:] in _LAST_CHARACTERS


def _may_begin(word: str) -> bool:
    bare = word.lstrip("([/|·-").rstrip(".,")
    return not bare or bare in _FIRST or bare[0].isdigit() or bare.startswith("un'")


def _may_stand(beside: str, match: re.Match[str]) -> bool:
    """Tell whether the age is one, and not a part of what stands beside it."""
    if counted(match) or not beside.strip():
        return True
    few = len(beside) <= _MAX_BESIDE_CHARS and len(beside.split()) <= _MAX_BESIDE_WORDS
    if match["now"] or (match["day_word"] or "yesterday").lower() != "yesterday":
        return few and beside.strip()[-1] in _SEPARATORS  # elsewhere "today" ends a name
    return few and not any(map(str.isdigit, beside))


def _resolve(match: re.Match[str], reference: str, *, exact: bool) -> Moment | None:
    age = counted(match)
    if match["now"] or age:
        count, unit = age or (0, "minute")
        if exact:
            return _from_time(datetime.fromisoformat(reference), count, unit)
        return _from_day(date.fromisoformat(reference[:10]), count, unit)
    day = date.fromisoformat(reference[:10])
    clock = clock_of(match)
    if match["day_word"]:
        return _at(day - timedelta(days=DAYS[match["day_word"].lower()]), clock)
    month = month_and_day(match)
    if month:
        return _at(_latest(day, *month), clock)
    return _at(_day_of(clock, reference, exact=exact), clock) if clock else None


def _latest(day: date, month: int, of_month: int) -> date:
    """Return the latest such date not after the day. Raises `ValueError` if there is none."""
    for year in range(day.year, day.year - _LEAP - 1, -1):
        try:
            found = date(year, month, of_month)
        except ValueError:  # the 29th of February
            continue
        if found <= day:
            return found
    raise ValueError(f"no year has day {of_month} of month {month}")


def _day_of(clock: str, reference: str, *, exact: bool) -> date:
    """Return the day of a clock time that was just past; an offset is not the page's own."""
    if not exact:
        return date.fromisoformat(reference[:10])
    now = datetime.fromisoformat(reference)
    latest = now.replace(tzinfo=None) + (_ZONES_APART if now.tzinfo else timedelta())
    then = datetime.combine(now.date(), datetime.strptime(clock, "%H:%M").time())  # noqa: DTZ007  a clock on a wall
    return then.date() if then <= latest else then.date() - timedelta(days=1)


def _at(day: date, clock: str | None) -> Moment:
    if clock is None:
        return day.isoformat(), "day"
    datetime.fromisoformat(f"{day}T{clock}")  # no clock shows 29:30
    return f"{day}T{clock}", "minute"


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
