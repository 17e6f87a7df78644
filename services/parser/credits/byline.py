"""Who wrote it, and from where: byline and dateline."""

from __future__ import annotations

import re

_LONGEST = 120
_MOST_WORDS = 4
_BY = re.compile(r"(?:written )?(?:by|von|par|por|di|door|av|af)\b[:\s]\s*(?=\S)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b|\by\b)\s*")
_PLACE_AFTER = re.compile(r"\s+(?:in|at|for|of)\s+.*")
_NAME = re.compile(r"(?:[^\W\d_][\w'\u2019.-]*\s+){0,4}[^\W\d_][\w'\u2019.-]*")
_PARTICLES = frozenset(
    [
        "al",
        "bin",
        "da",
        "de",
        "del",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "la",
        "le",
        "ten",
        "van",
        "von",
    ]
)
_AGENCIES = frozenset(
    [
        *("reuters", "ap", "afp", "dpa", "apa", "upi", "cnn", "bbc", "bbc news", "bloomberg"),
        *("associated press", "the associated press", "agence france-presse", "xinhua"),
    ]
)
_ROLES = re.compile(
    r"(?i)\b(?:staff|reporters?|editors?|correspondents?|writers?|senior|news|desk|bureau|"
    r"redakteur(?:in)?|autor(?:in)?|journalist(?:in)?|volontär(?:in)?|reporter(?:in)?|"
    r"redaktion|journaliste|redactor|giornalista|redacteur)\b"
)

_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z.'\u2019-]+(?:[ /-][A-Z.'\u2019-]+){0,4}(?:,(?: [A-Z][\w.]+){1,3}?)?)"
    r"(?P<day>, (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:, \d{4})?)?"
    r"(?P<agency> \([\w /.-]{2,30}\))?\s*(?:--|[\u2013\u2014-])\s+"
)


def read_byline(line: str) -> tuple[str, ...] | None:
    """Return the names of a byline ("By Jane Doe and John Roe"), None for another line.

    An agency counts as the author only where nobody else is named.
    """
    if len(line) > _LONGEST or line.endswith((".", "!", "?", ":")):
        return None
    marked = _BY.match(line)
    parts = _parts(line[marked.end() :] if marked else line)
    people = tuple(part for part in parts if part.lower() not in _AGENCIES)
    if not all(map(_is_name, people)):
        return None
    if marked:
        return people or parts or None
    # Without "By", only an agency next to a full name gives a byline away.
    return people if len(people) < len(parts) and people and " " in people[0] else None


def split_dateline(paragraph: str) -> tuple[str | None, str]:
    """Split `VANCOUVER, April 27 (Reuters) - At least ...` into place and text.

    Capitals before a dash alone may be an acronym: a day or an agency must follow.
    """
    found = _DATELINE.match(paragraph)
    if found is None or not (found["day"] or found["agency"]):
        return None, paragraph
    return found["place"], paragraph[found.end() :]


def _parts(names: str) -> tuple[str, ...]:
    parts = (_PLACE_AFTER.sub("", part) for part in _BETWEEN.split(names.strip()))
    return tuple(part.strip() for part in parts if part.strip() and not _ROLES.search(part))


def _is_name(text: str) -> bool:
    words = text.split()
    capitals = [word for word in words if word[0].isupper()]
    return (
        _NAME.fullmatch(text) is not None
        and bool(capitals)
        and all(word in capitals or word in _PARTICLES for word in words)
    )
