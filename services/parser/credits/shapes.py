"""The shape of a name: in a line of a page, and in a field that holds nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.parser.credits.words import PARTICLES

EDGES = " \t,;:|•·-–—()[]…."  # noqa: RUF001  as printed
"""Characters around a name that are none of it."""

_MAX_LINE_WORDS, _MAX_FIELD_WORDS = 5, 6
_MAX_FIELD_CHARS = 80
_WORD = re.compile(r"[^\W\d_][^\W\d_'’.\-]*(?:[-'’.][^\W\d_]*)*")  # noqa: RUF001  as printed
_HAN = re.compile(r"[\u3400-\u9fff々]{2,4}[ \u3000]?[\u3040-\u30ff\u3400-\u9fff々]{1,4}")
_SIGN = re.compile(r"[a-z][a-z.-]{2,14}")
_LETTER = re.compile(r"[^\W\d_]")
_NO_NAME = re.compile(r"www\.|@|\d{2}|[{}<>=_]|^image\b|^photo\b|^editor\b", re.IGNORECASE)

_LABEL = re.compile(
    r"(?:(?:article|last|first|posted|published|publiziert|veröffentlicht|erstellt|geschrieben|"
    r"launched|edited|updated|created|filed|under|on|am|vom|at|um|le|il|el|op|in|"
    r"\d++|min|mins|minuten?|minutes?|read|reading|time|lesezeit|beitrag|作者)[\s:：.]*)+",  # noqa: RUF001  as printed
    re.IGNORECASE,
)


def is_label(text: str) -> bool:
    """Tell whether the text is what stands beside a name: the label of a date, reading time."""
    return _LABEL.fullmatch(text) is not None


def is_line_name(text: str, *, signed: bool) -> bool:
    """Tell whether the text may be a name among other text.

    After a by-word an abbreviation or a site may sign, in small letters.
    """
    return (
        (signed and _SIGN.fullmatch(text) is not None)
        or is_proper(text.split())
        or _HAN.fullmatch(text) is not None
    )


def is_field_name(text: str) -> bool:
    """Tell whether the text may be a name where nothing but a name is expected."""
    return (
        0 < len(text) <= _MAX_FIELD_CHARS
        and text.count(" ") < _MAX_FIELD_WORDS
        and _LETTER.search(text) is not None
        and _NO_NAME.search(text) is None
    )


def is_full_name(text: str) -> bool:
    """Tell whether the text has a name's form and more than one word; any if without capitals."""
    words = text.split()
    return is_uncased(text) or (len(words) > 1 and is_proper(words))


def is_uncased(text: str) -> bool:
    """Tell whether the text is in a script without capitals."""
    return text.upper() == text.lower()


def is_proper(words: Sequence[str]) -> bool:
    """Tell whether the words are those of a proper name: capitals, particles, no digits."""
    words = [word.rstrip(",") for word in words]
    if not 1 <= len(words) <= _MAX_LINE_WORDS or not words[-1][:1].isupper():
        return False
    return all(
        (word[:1].isupper() or word in PARTICLES) and _WORD.fullmatch(word) is not None
        for word in words
    )
