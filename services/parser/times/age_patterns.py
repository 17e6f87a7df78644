"""The forms of a story's age as patterns: counted, a day, a date without a year, a clock."""

from __future__ import annotations

import re

from services.parser.times.age_words import DAY_WORD, NOW, RELATIVE
from services.parser.times.months import MONTHS

_MONTHS = 12
_AT = r"(?:(?:kl|klo|um|at|в|\u043e|à|a las|às|alle|om|o godz)\b\.?\s)?"
_CLOCK = (
    rf"(?<![\d:.,/]){_AT}"
    r"(?:(?P<hour{0}>[012]\d)[:.h](?P<minute{0}>[0-5]\d)"
    r"|(?P<hour12{0}>\d\d?)[:.](?P<minute12{0}>[0-5]\d)(?=\s?[ap]\.?m\b))(?![\d:])"
    r"(?:\s?(?:uhr|h|(?P<half{0}>[ap])\.?m\.?)(?!\w))?"
)
_THEN = r"(?:,?\s?(?:[|·-]\s?)?" + _CLOCK + ")?"
_ORDINAL = r"(?:\.|st|nd|rd|th|er|º)?"
_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_AGES = "|".join(
    [
        RELATIVE,
        NOW,
        DAY_WORD + _THEN.format(1),
        rf"(?<!\w)(?P<day2>\d\d?){_ORDINAL}\s?(?:de |of )?(?P<month2>{_MONTH})(?!\w)\.?"
        + _THEN.format(2),
        rf"(?<!\w)(?P<month3>{_MONTH})\.?\s(?P<day3>\d\d?)(?:st|nd|rd|th)?(?![\w.:/%])"
        + _THEN.format(3),
        r"(?<!\d)(?P<month4>\d\d?)[月월]\s?(?P<day4>\d\d?)[日일]" + _THEN.format(4),
        r"(?<![\d.])(?P<day5>\d\d?)\.\s?(?P<month5>\d\d?)\.(?!\d)" + _THEN.format(5),
        rf"(?<!\w)(?P<month6>{_MONTH})\.?,?\s(?P<year6>20\d\d)(?!\d)",
        _CLOCK.format(7),
        r"(?<![\d/])(?P<first8>\d\d?)/(?P<second8>\d\d?)\s" + _CLOCK.format(8),
    ]
)
WHOLE = re.compile(rf"\s*(?:{_AGES})\s*", re.IGNORECASE)
TRAILING = re.compile(rf"(?P<age>{_AGES})[\s).\]]*$", re.IGNORECASE)
LEADING = re.compile(rf"[\s(\[/·|-]*(?P<age>{_AGES})", re.IGNORECASE)


def clock_of(match: re.Match[str]) -> str | None:
    """Return the clock time of an age as HH:MM, None without one."""
    for n in (1, 2, 3, 4, 5, 7, 8):
        hour = match[f"hour{n}"] or match[f"hour12{n}"]
        if hour:
            minute = match[f"minute{n}"] or match[f"minute12{n}"]
            half = (match[f"half{n}"] or "").lower()
            return f"{int(hour) % 12 + 12 * (half == 'p') if half else int(hour):02}:{minute}"
    return None


def month_and_day(match: re.Match[str]) -> tuple[int, int] | None:
    """Return month and day of a date without a year; 0 and 0 where none says which is which."""
    for n in (2, 3, 4, 5):
        month = match[f"month{n}"]
        if month:
            return MONTHS.get(month.lower()) or int(month), int(match[f"day{n}"])
    if not match["first8"]:
        return None
    first, second = int(match["first8"]), int(match["second8"])
    if first <= _MONTHS < second or first == second:
        return first, second
    return (second, first) if second <= _MONTHS < first else (0, 0)  # which is which, none says
