"""The order of day and month on a page: 4 May 2025 is 04/05/2025, or 05/04/2025."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from services.language import is_english

_SLASHED = re.compile(r"\d[/-]\d{1,2}[/-]\d")
_CLEAR_DAY = re.compile(
    r"(?<![\d/])(?:(1[3-9]|2\d|3[01])/[01]?\d|[01]?\d/(?:1[3-9]|2\d|3[01]))/(?:19|20)\d\d"
)
_REGION = re.compile(r"en-([A-Z]{2})")
_REGIONS = frozenset(["GB", "US", "IE", "AU", "NZ", "IN", "ZA"])
"""Regions whose order is known: CA has both."""
_DATE_LINE_CHARS = 120
_MIN_LANGUAGE_WORDS = 60
"""Words of a body from which on its language is told reliably. Set by hand."""


def is_day_first(near: Iterable[str], page: Iterable[str], body: Sequence[str]) -> bool | None:
    """Tell it by a date of the page that is clear, else by the body's language.

    None where neither tells, or where no line `near` the article needs it.
    """
    if not any(_SLASHED.search(line[:_DATE_LINE_CHARS]) for line in near):
        return None
    clear = (_CLEAR_DAY.search(line[:_DATE_LINE_CHARS]) for line in page if "/" in line)
    days = {bool(found[1]) for found in clear if found}
    if days:
        return days.pop() if len(days) == 1 else None
    # Only English has both orders, but a short text may be English and not look it.
    enough = sum(len(line.split()) for line in body) >= _MIN_LANGUAGE_WORDS
    return True if enough and not is_english(body) else None


def order_of_region(language: str | None) -> bool | None:
    """Tell it by the region of an English (BCP 47), None for other languages."""
    region = _REGION.match(language or "")
    return region[1] != "US" if region and region[1] in _REGIONS else None
