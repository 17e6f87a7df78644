"""Lines that are nothing but a byline, and datelines."""

from __future__ import annotations

import re

from services.parser.credits.names import read_line
from services.parser.credits.words import SHORT_BY_WORDS

_MAX_BYLINE_CHARS = 120
_MAX_UNMARKED_CHARS, _MAX_UNMARKED_WORDS = 80, 3
_BY = re.compile(rf"(?:written )?(?:{'|'.join(sorted(SHORT_BY_WORDS))})\b[:\s]\s*\S", re.IGNORECASE)
_DIGIT = re.compile(r"\d")

_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z.'\u2019-]+(?:[ /-][A-Z.'\u2019-]+){0,4}(?:,(?: [A-Z][\w.]+){1,3}?)?)"
    r"(?P<day>, (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:, \d{4})?)?"
    r"(?P<agency> \([\w /.-]{2,30}\))?\s*(?:--|[\u2013\u2014-])\s+"
)


def read_byline(line: str) -> tuple[str, ...] | None:
    """Return the names of a byline ("By Jane Doe and John Roe"), None for another line.

    An agency counts as the author only where nobody else is named. Without "By", only an
    agency or a role next to a full name gives a byline away.
    """
    if len(line) > _MAX_BYLINE_CHARS or line.endswith((".", "!", "?", ":")) or _DIGIT.search(line):
        return None
    marked = _BY.match(line) is not None
    if not marked and not may_be_unmarked(line):
        return None
    credit = read_line(line)
    names = tuple(name.text for name in credit.authors)
    if not names or not all(name.whole for name in credit.authors):
        return None
    if marked:
        return names
    beside = credit.role or credit.agencies
    few = all(1 < len(name.split()) <= _MAX_UNMARKED_WORDS for name in names)
    return names if credit.people and beside and few else None


def may_be_unmarked(line: str) -> bool:
    """Tell whether the line may be a byline without "By": sooner than reading it would."""
    return len(line) <= _MAX_UNMARKED_CHARS and ("," in line or "|" in line)


def split_dateline(paragraph: str) -> tuple[str | None, str]:
    """Split `VANCOUVER, April 27 (Reuters) - At least ...` into place and text.

    Capitals before a dash alone may be an acronym: a day or an agency must follow.
    """
    found = _DATELINE.match(paragraph)
    if found is None or not (found["day"] or found["agency"]):
        return None, paragraph
    return found["place"], paragraph[found.end() :]
