"""The article's own date among the dated lines of a page: features and their learned weights."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, NamedTuple

from services.parser.credits.header_line import ArticleHeader, is_update
from services.parser.models.tables import Table, load
from services.parser.page.extract import Stamp
from services.parser.page.lines import Line, is_finished
from services.parser.times.dates import find_date

_HEADS, _STARTS = 13, 12


class DateFeatures(NamedTuple):
    """What the model sees of a dated line: small numbers, each below the one beside it."""

    head: Annotated[int, _HEADS]
    start: Annotated[int, _STARTS]
    head_start: Annotated[int, _HEADS * _STARTS]
    order: Annotated[int, 7]
    crowd: Annotated[int, 5]
    same: Annotated[int, 3]
    age: Annotated[int, 4]
    timed: Annotated[int, 2]
    byline: Annotated[int, 4]
    label: Annotated[int, 4]
    labelled: Annotated[int, 4]
    length: Annotated[int, 6]
    top: Annotated[int, 5]
    bare: Annotated[int, 2]
    following: Annotated[int, 5]
    loose: Annotated[int, 2]
    tail: Annotated[int, 5]
    weekday: Annotated[int, 2]


# The model is trained with these: whoever changes one trains it anew.
_HEAD_STEPS_BEFORE, _HEAD_STEPS_AFTER = (1, 2, 4, 8, 20), (1, 2, 3, 5, 8, 14)
_START_STEPS_BEFORE, _START_STEPS_AFTER = (1, 2, 4, 8, 16), (1, 2, 4, 8, 12)
_CROWD_STEPS, _CROWD_LINES = (1, 2, 4, 8), 10
_LENGTH_STEPS = (12, 18, 26, 40, 70)
_FOLLOWING_STEPS = (20, 45, 90, 200)
_TOP_STEPS = (3, 10, 30, 80)
_DAY_CHARS = 10
"""Of an ISO 8601 date."""
_PUBLISHED = re.compile(
    r"publi|post|ver[öo]ff|erst|erschien|creat|stand|datum|date|pubbl|gepl|oppr|skapad|発|掲|发布|등록|입력",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\W*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|"
    r"mittwoch|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|mi[ée]rcoles|"
    r"jueves|viernes|s[áa]bado|domingo|(?:lune|marte|mercole|giove|vener)d[iì]|sabato|domenica|"
    r"(?:segunda|terça|quarta|quinta|sexta)|(?:maan|dins|woens|donder|vrij|zater|zon)dag|"
    r"(?:mån|tis|ons|tors|fre|lör|sön|man|tirs|lør|søn)dag)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d\d")
_MAX_LOOSE_CHARS = 120
_LETTER = re.compile(r"[^\W\d_]")
_MIN_DATE_LOG_ODDS = 1.0
"""A wrong date costs more than a missing one. Set by hand on folds of the development pages."""

DATE = load("lines", "date", DateFeatures)
"""The model of `lines.json`."""


class DatePlace(NamedTuple):
    """Where on a page the article stands, in lines, and the lines around it that say a date."""

    lines: Sequence[Line]
    head: int | None
    start: int
    stop: int
    """The line after the body."""
    headers: Mapping[int, ArticleHeader]
    loose: Mapping[int, Stamp]
    """Dates of lines that say more than a header's line does."""


def label_date(place: DatePlace, table: Table[DateFeatures] = DATE) -> Stamp | None:
    """Return the date that is most likely the article's, None if none is likely."""
    scores = {index: table.score(values) for index, values in date_values(place).items()}
    best = max(scores, key=lambda index: scores[index], default=None)
    if best is None or scores[best] < _MIN_DATE_LOG_ODDS:
        return None
    return stamps_of(place)[best]


def date_values(place: DatePlace) -> dict[int, DateFeatures]:
    """Return the values of `DateFeatures` for each line that says when something appeared."""
    stamps = stamps_of(place)
    days = {index: stamp.value[:_DAY_CHARS] for index, stamp in stamps.items()}
    return {
        index: _values(place, days, index, timed="T" in stamp.value)
        for index, stamp in stamps.items()
    }


def read_loose_dates(lines: Sequence[Line], near: Iterable[int]) -> dict[int, Stamp]:
    """Return the dates of lines that are no header's: "Jane Doe in Harbour, 27 April 2025"."""
    found = {index: _loose_date(lines[index].text) for index in near}
    return {index: stamp for index, stamp in found.items() if stamp}


def _loose_date(text: str) -> Stamp | None:
    if len(text) > _MAX_LOOSE_CHARS or is_finished(text) or not _DIGITS.search(text):
        return None
    if "(@" in text:  # signs a post that the page quotes
        return None
    found = find_date(text)
    if found is None or is_update(text[: found[1]]):
        return None
    return Stamp(*found[0], "byline")


def stamps_of(place: DatePlace) -> dict[int, Stamp]:
    """Return the dates among which the article's is looked for, by line."""
    known = {i: header.published for i, header in place.headers.items() if header.published}
    return {**place.loose, **known}


def _values(place: DatePlace, days: Mapping[int, str], index: int, *, timed: bool) -> DateFeatures:
    text = place.lines[index].text
    before = place.lines[index - 1].text if index else ""
    after = place.lines[index + 1].text if index + 1 < len(place.lines) else ""
    head, start = _head(place, index), _start(place, index)
    near = [other for other in days if abs(other - index) <= _CROWD_LINES]
    return DateFeatures(
        head=head,
        start=start,
        head_start=head * _STARTS + start,
        order=_order(place, days, index),
        crowd=bisect_right(_CROWD_STEPS, len([i for i in near if days[i] != days[index]])),
        same=min(len([day for day in days.values() if day == days[index]]) - 1, 2),
        age=_age(days, index),
        timed=int(timed),
        byline=_byline(place, index),
        label=_label(text),
        labelled=_label(before) if before[-1:] == ":" or len(before) < _LENGTH_STEPS[1] else 3,
        length=bisect_right(_LENGTH_STEPS, len(text)),
        top=bisect_right(_TOP_STEPS, index),
        bare=int(text[:1].isdigit()),
        following=bisect_right(_FOLLOWING_STEPS, len(after)),
        loose=int(index in place.loose),
        tail=0 if index < place.stop - 1 else min(2 + index - place.stop, 4),
        weekday=int(_WEEKDAY.match(text) is not None),
    )


def _head(place: DatePlace, index: int) -> int:
    """Return where the line stands to the headline: none (0), before (to 6), after (to 12)."""
    if place.head is None:
        return 0
    if index < place.head:
        return 1 + bisect_right(_HEAD_STEPS_BEFORE, place.head - index - 1)
    return min(7 + bisect_right(_HEAD_STEPS_AFTER, index - place.head), _HEADS - 1)


def _start(place: DatePlace, index: int) -> int:
    """Return where the line stands to the body's start: before (0 to 5) or after (6 to 11)."""
    if index < place.start:
        return bisect_right(_START_STEPS_BEFORE, place.start - index - 1)
    return 6 + bisect_right(_START_STEPS_AFTER, index - place.start)


def _order(place: DatePlace, days: Mapping[int, str], index: int) -> int:
    """Return how many dates stand between headline and line, after it (0 to 3) or before it."""
    head = place.start if place.head is None else place.head
    if index >= head:
        return min(len([other for other in days if head <= other < index]), 3)
    return 4 + min(len([other for other in days if index < other < head]), 2)


def _age(days: Mapping[int, str], index: int) -> int:
    """Return whether the day is the only one (0), the latest (1), the earliest (2), or between."""
    known = set(days.values())
    if len(known) == 1:
        return 0
    return 1 if days[index] == max(known) else 2 if days[index] == min(known) else 3


def _byline(place: DatePlace, index: int) -> int:
    """Return whether the line itself (1) or one beside it, before (2) or after (3), is signed."""
    signed = [place.headers.get(index + step) for step in (0, -1, 1)]
    return next((i for i, header in enumerate(signed, start=1) if header and header.byline), 0)


def _label(text: str) -> int:
    """Return whether words of publishing stand there (2), others (1), or none (0)."""
    if _PUBLISHED.search(text):
        return 2
    return int(_LETTER.search(text) is not None)
