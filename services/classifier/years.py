"""Years in a text that lie well before its publication."""

from __future__ import annotations

import re
from collections.abc import Iterator

MIN_YEARS_BACK = 2
"""Years back: last year's event may still be news."""

_YEAR = re.compile(r"(?<![0-9A-Za-z.,])(?:1[89]|20)[0-9]{2}(?![0-9A-Za-z]|[.,][0-9])")
# A number with nothing like this before it counts things: "2000 people".
_WORDS_BEFORE_YEAR = re.compile(
    r"(?:^|[ ('\u2019])(?:in|since|of|from|the|that|a|during|after|s"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?(?: [0-9]{1,2},?)?) $",
    re.IGNORECASE,
)
_MAX_CHARS_BEFORE_YEAR = 16
"""The longest of `_WORDS_BEFORE_YEAR`, such as " September 30, ", and a character to spare."""


def old_years(text: str, published_at: str | None) -> Iterator[tuple[int, int]]:
    """Yield start and end of the years that lie `MIN_YEARS_BACK` or more before a date.

    `published_at` is an ISO 8601 date or time; without one no year lies back.
    """
    published = _year(published_at)
    if published is None:
        return
    for match in _YEAR.finditer(text):
        start, end = match.span()
        if int(match[0]) <= published - MIN_YEARS_BACK and _names_a_year(text, start):
            yield start, end


def _names_a_year(text: str, start: int) -> bool:
    return (
        _WORDS_BEFORE_YEAR.search(text[max(0, start - _MAX_CHARS_BEFORE_YEAR) : start]) is not None
    )


def _year(published_at: str | None) -> int | None:
    match = re.match(r"[0-9]{4}", published_at or "")
    return int(match[0]) if match else None
