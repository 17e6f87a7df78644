"""Dates beside names: "Jane Doe Apr. 28, 2023" and "Feb 27, 2026 By Jane Doe"."""

from __future__ import annotations

import re

from services.parser.credits.shapes import EDGES
from services.parser.credits.words import BY_WORDS, DATE_WORDS
from services.parser.times.dates import find_date
from services.parser.times.months import MONTHS

_DIGIT = re.compile(r"\d")
_WORD_OF_DIGITS = re.compile(r"(?<=\s)\d")
_GLUED = re.compile(r"([^\W\d_]*[a-zß-ÿ])([A-Z][a-z]+)")
_ALL_DATE_WORDS = frozenset(MONTHS) | DATE_WORDS


def after_date(text: str) -> str:
    """Return what follows a full date at the line's start, if that begins with a by-word."""
    found = find_date(text)
    if found is None or found[1]:
        return text
    rest = text[found[2] :].lstrip(EDGES)
    first = rest.split(None, 1)[:1]
    return rest if first and first[0].rstrip(":").lower() in BY_WORDS else text


def before_date(text: str, *, glued: bool) -> str:
    """Return what stands before the first digit, without the words of a date.

    In a rendered line the digit may be glued to the name; in a field it is the name's own.
    """
    digit = (_DIGIT if glued else _WORD_OF_DIGITS).search(text)
    words = (text[: digit.start()] if digit else text).split()
    if digit and words and (joined := _GLUED.fullmatch(words[-1])) is not None:
        words[-1:] = [joined[1], joined[2]] if joined[2].lower() in MONTHS else words[-1:]
    while digit and words and words[-1].strip(EDGES).lower() in _ALL_DATE_WORDS:
        words.pop()
    return " ".join(words).strip(EDGES)
