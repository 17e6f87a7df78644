"""The date that a page glues to its headline: before it, or with a time after it."""

from __future__ import annotations

import re

from services.parser.times.dates import find_date

_MIN_WORDS = 3
"""Of a headline: what leaves less has its date within, and keeps it."""
_LABEL = re.compile(
    r"(?:(?:article )?(?:(?:first )?published|posted|updated|date)\W*(?:on )?)?"
    r"(?:[^\W\d_]+,\s+)?",
    re.IGNORECASE,
)
"""What may stand before a date that begins a headline: at most the name of a day."""
_SEPARATOR = re.compile(r"\s*(?:[|\u2013\u2014·•-]+\s+)?")
_JOINT = re.compile(
    r"(?:\s+at \d\d?[:.]\d\d)?(?:\s+(?:at|on))?[\s(\[|,:·•\u2013\u2014-]*$", re.IGNORECASE
)
"""What joins a headline to the moment after it."""


def without_date(text: str) -> str:
    """Return the headline without the date before it, or the moment after it.

    A day alone stays where no separator or name of a day tells that it is beside the headline.
    """
    found = find_date(text)
    if found is None:
        return text
    (_, precision), start, end = found
    before, after = text[:start], text[end:]
    separator = _SEPARATOR.match(after)
    if _LABEL.fullmatch(before) and separator and (before or separator[0].strip()):
        rest = after[separator.end() :].strip()
        return rest if _is_headline(rest) else text
    if precision == "day" and not text[start:].startswith(_iso_day(found[0][0])):
        return text
    rest = _JOINT.sub("", before, count=1)
    return rest if _is_headline(rest) else text


def _iso_day(value: str) -> str:
    return value[: len("2025-04-27")]


def _is_headline(text: str) -> bool:
    return len(text.split()) >= _MIN_WORDS
