"""The authors that an HTML page names: in structured data, meta elements and marked elements."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain, islice

from services.parser.credits.names import read_field
from services.parser.credits.parts import before_date, is_signed, read_pieces
from services.parser.credits.roles import is_desk
from services.parser.credits.shapes import is_field_name, is_label
from services.parser.markup.headline import fold_words
from services.parser.markup.metadata import Metadata, tidy
from services.parser.page.boilerplate_words import is_machinery

_META = (
    "author", "article:author", "article:author_name", "og:author", "articleauthor", "byl",
    "article:byline", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "citation_author", "cxenseparse:author",
)  # fmt: skip
_ADDRESS = re.compile(r"https?:|www\.\S+/", re.IGNORECASE)
_MAX_LINE_CHARS = 300
_MAX_NAMES = 20
_MIN_PART_CHARS, _MIN_SITE_CHARS = 3, 5
"""Of a name within the site's, and of the site's own: shorter ones stand in many a name."""


def choose_names(
    structured: Iterable[str], metadata: Metadata, shown: Iterable[str], sites: frozenset[str]
) -> tuple[str, ...]:
    """Return the names of the first source that names somebody else than the site itself.

    Where all name the site alone, it signed the article: its name is the byline. Where all name
    nobody, a desk may have signed it.
    """
    fields = list(structured)
    told = author_names(fields)
    if any(not _is_site(name, sites) for name in told):
        return tuple(told)
    others = [_in_meta(metadata), *_shown(shown)]
    named = [names for lines in others if (names := author_names(lines))]
    people = (_people(names, sites) for names in named)
    signed = next(filter(None, people), told) or next(iter(named), [])
    return tuple(signed or _desks([*fields, *chain.from_iterable(others)]))


def author_names(lines: Iterable[str]) -> list[str]:
    """Return the names in lines such as "By Jane Doe and John Roe, Reporters", each once."""
    texts = (text for line in lines if not _ADDRESS.match(text := tidy(line[:_MAX_LINE_CHARS])))
    names = (name.text for text in texts for name in read_field(text).authors)
    return _each_once(name for name in names if not is_label(name))


def _desks(lines: Iterable[str]) -> list[str]:
    """Return who signed where nobody is named: "Staff Writer"."""
    pieces = (piece.text for line in lines for piece in read_pieces(tidy(line[:_MAX_LINE_CHARS])))
    signed = (text for piece in pieces if is_desk(text := before_date(piece, glued=False)))
    return _each_once(islice(filter(is_field_name, signed), 1))


def _each_once(names: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(fold_words(name), name)
    found.pop("", None)
    return list(found.values())[:_MAX_NAMES]


def _people(names: Iterable[str], sites: frozenset[str]) -> list[str]:
    return [name for name in names if not _is_site(name, sites) and _is_person(name)]


def _is_person(name: str) -> bool:
    """Tell whether the text is a full name; scripts without capitals write one without spaces."""
    full = name[0].isupper() and " " in name
    return (full or not name[0].isascii()) and not is_machinery(name)


def _shown(lines: Iterable[str]) -> list[list[str]]:
    """Return the lines that say "by" first."""
    return [[line] for line in sorted(lines, key=lambda line: not is_signed(line))]


def _in_meta(metadata: Metadata) -> list[str]:
    found = [list(metadata.meta[name]) for name in _META if name in metadata.meta]
    return next((names for names in found if author_names(names)), next(iter(found), []))


def _is_site(name: str, sites: frozenset[str]) -> bool:
    plain = fold_words(name).replace(" ", "")
    return any(
        plain == site
        or (len(plain) >= _MIN_PART_CHARS and plain in site)
        or (len(site) >= _MIN_SITE_CHARS and site in plain)
        for site in sites
    )
