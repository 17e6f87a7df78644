"""Years in a text that lie well before its publication."""

from __future__ import annotations

import re
from collections.abc import Iterator

MIN_AGE = 2
"""Years back: last year's event may still be news."""

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# A number with nothing like this before it counts things: "2000 people".
_YEAR = re.compile(
    r"\b(?:in|since|of|from|the|that|a|during|after|'s|\u2019s"
    rf"|(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?(?: [0-9]{{1,2}},?)?)"
    r" ((?:1[89]|20)[0-9]{2})\b(?![,.]?[0-9])",
    re.IGNORECASE,
)


def old_years(text: str, published_at: str | None) -> Iterator[tuple[int, int]]:
    """Yield start and end of the years at least `MIN_AGE` before an ISO 8601 date or time."""
    published = _year(published_at)
    if published is None:
        return
    for match in _YEAR.finditer(text):
        if int(match[1]) <= published - MIN_AGE:
            yield match.span(1)


def _year(published_at: str | None) -> int | None:
    match = re.match(r"[0-9]{4}", published_at or "")
    return int(match[0]) if match else None
