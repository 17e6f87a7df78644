"""Who the page says wrote its article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from services.parser.markup.headline import fold
from services.parser.markup.metadata import Metadata, tidy
from services.parser.page.boilerplate_words import is_machinery

_META = (
    "author", "article:author", "article:author_name", "og:author", "articleauthor", "byl",
    "article:byline", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "citation_author", "cxenseparse:author",
)  # fmt: skip
# Not "von der Leyen", nor "Di Maio": a name of its own must follow.
_BY = re.compile(
    r"(?:(?:written|story|words|text|article)\s+)?"
    r"(?:by|von|par|por|door|av|af|autor(?:in)?|author|texto?|oleh|penulis|di(?=\s+\S+\s+\S))"
    r"(?:\s*:\s*|\s*\|\s*|\s+)(?!(?-i:[a-z]))(?=\S)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:[;|/&+•·、]|,(?!\s*(?:jr|sr|ph)\b)|\b(?:and|und|et|og|och|en|dan|y)\b)\s*"
)
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_ADDRESS = re.compile(r"https?:|www\.\S+/", re.IGNORECASE)
_NO_NAME = re.compile(r"www\.|@|\d{2}|[{}<>=_]|^image\b|^photo\b|^editor\b", re.IGNORECASE)
_PLACE_AFTER = re.compile(r"\s+(?:in|at|for)\s+\S.*|\s*[-\u2013\u2014]\s+\S.*", re.IGNORECASE)
_ROLE = re.compile(
    r"(?i)\b(?:reporters?|editors?|correspondents?|writers?|columnist|contributors?|producer|"
    r"redakteur(?:in)?|autor(?:in)?|journalist(?:in|e)?|volontär(?:in)?|korrespondent(?:in)?|"
    r"redactor|giornalista|redacteur|reporter(?:in)?)$"
)
_OFFICE = re.compile(r"\s?(?:기자|記者|记者)$")
_LONGEST = 80
_LONGEST_LINE = 300
_MOST_WORDS = 6
_MOST_NAMES = 20
_LEAST_PART, _LEAST_SITE = 3, 5  # shorter ones stand in many a name


def choose_names(
    structured: Iterable[str], metadata: Metadata, shown: Iterable[str], sites: frozenset[str]
) -> tuple[str, ...]:
    """Return the names of the first source that names somebody else than the site itself.

    Where all name the site alone, it signed the article: its name is the byline.
    """
    told = read_names(structured)
    if any(not _is_site(name, sites) for name in told):
        return tuple(told)
    others = [_in_meta(metadata), *_shown(shown)]
    named = [names for lines in others if (names := read_names(lines))]
    people = (_people(names, sites) for names in named)
    return tuple(next(filter(None, people), told) or next(iter(named), []))


def read_names(lines: Iterable[str]) -> list[str]:
    """Return the names in lines such as "By Jane Doe and John Roe, Reporters", each once."""
    names: dict[str, str] = {}
    for line in lines:
        for name in _names(tidy(line[:_LONGEST_LINE])):
            names.setdefault(fold(name), name)
    names.pop("", None)
    return list(names.values())[:_MOST_NAMES]


def _names(line: str) -> Iterator[str]:
    if _ADDRESS.search(line):
        return
    marked = _BY.match(line)
    rest = _BRACKETS.sub("", line[marked.end() :] if marked else line)
    for part in _BETWEEN.split(rest):
        name = _OFFICE.sub("", _PLACE_AFTER.sub("", part)).strip(" .,:-")
        if _is_name(name):
            yield name


def _is_name(text: str) -> bool:
    if not text or len(text) > _LONGEST or text.count(" ") >= _MOST_WORDS:
        return False
    return _NO_NAME.search(text) is None


def _people(names: Iterable[str], sites: frozenset[str]) -> list[str]:
    return [name for name in names if not _is_site(name, sites) and _is_person(name)]


def _is_person(name: str) -> bool:
    """Tell whether the text is a full name; scripts without capitals write one without spaces."""
    full = name[0].isupper() and " " in name
    return (full or not name[0].isascii()) and not (_ROLE.search(name) or is_machinery(name))


def _shown(lines: Iterable[str]) -> list[list[str]]:
    """Return the lines that say "by" first."""
    return [[line] for line in sorted(lines, key=lambda line: _BY.match(line) is None)]


def _in_meta(metadata: Metadata) -> list[str]:
    found = (metadata.meta[name] for name in _META if name in metadata.meta)
    return next((list(names) for names in found if read_names(names)), [])


def _is_site(name: str, sites: frozenset[str]) -> bool:
    plain = fold(name).replace(" ", "")
    return any(
        plain == site
        or (len(plain) >= _LEAST_PART and plain in site)
        or (len(site) >= _LEAST_SITE and site in plain)
        for site in sites
    )
