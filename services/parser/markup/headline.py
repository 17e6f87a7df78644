"""The headline of an HTML page: the wording on which its most reliable sources agree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.parser.markup.dated_headline import without_date
from services.parser.markup.json_ld import Structured
from services.parser.markup.marked_elements import Heading
from services.parser.markup.metadata import Metadata, tidy

# Logistic regression on pairs of right and wrong wordings of 127 news pages (88 publishers) and
# 46 other pages, rounded: few and coarse, since folds by publisher (0.89 right) get worse with
# more. A title element is written for search engines: where it stands alone, the rest is right.
_WEIGHTS = {
    "structured": 2.6, "og": 2.2, "meta": 1.0, "main h1": 0.6, "h1": 0.3, "title": -1.6,
}  # fmt: skip
_SURE = frozenset(["structured", "og"])
"""Sources that need no other: what only others say is held against the page's text."""
_OTHER_META = ("title", "headline", "dc.title", "parsely-title", "sailthru.title")
_MAX_FEW_WORDS, _FEW_WORDS_WEIGHT = 3, -1.0
_CHARACTERS_A_WORD = 8  # in scripts without spaces
_SITE_ITSELF_WEIGHT = -0.5
_MAX_HEADLINE_CHARS = 300
"""Half more than the longest of 1,358 headlines."""
_MAX_H1 = 3
_CUT = re.compile(
    r"\s+[|\u2013\u2014\-·•*»\u203a:/@]+\s+|\s*[|ㅣ\uff1a\uff5c]\s*|_|(?<=[^\x00-\x7f])-(?=[^\x00-\x7f])"
)
_HOST = re.compile(r"(?:(?:https?:)?//)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)")
_TRAILING_SITE = re.compile(r"\s*(?:\((?:from )?([^()]+)\)|:\s+([^:]+))$", re.IGNORECASE)
_AFTER_SITE = re.compile(rf"{_CUT.pattern}|:\s+")
# Set by hand on the development pages.
_MAX_CUTS = 5
_MIN_SITE_CHARS = 3
_MAX_SITE_WORDS = 5

Wordings = Sequence[tuple[str, str]]
"""Sources, as in `_WEIGHTS`, and how each words the headline."""


def told_titles(metadata: Metadata, structured: Structured, sites: frozenset[str]) -> Wordings:
    """Return the titles that the page gives to machines, without the name of its site."""
    return [(source, without_site(text, sites)) for source, text in _told(metadata, structured)]


class Choice(NamedTuple):
    """The headline that the head tells, and whether a source that is no title element does."""

    headline: str | None
    sure: bool


def choose_headline(
    told: Wordings, headings: Sequence[Heading], main: int | None, sites: frozenset[str]
) -> Choice:
    """Return the wording with the best sources behind it, the first of equals; None if none."""
    texts: dict[str, str] = {}
    sources: dict[str, set[str]] = {}
    for source, wording in (*_agreed(told, headings, main), *_shown(headings, main)):
        text = without_date(wording)
        folded = fold_words(text)
        if folded:
            texts.setdefault(folded, text)
            sources.setdefault(folded, set()).add(source)
    best = max(texts, key=lambda folded: _score(folded, sources[folded], sites), default=None)
    if best is None:
        return Choice(None, sure=False)
    if _may_be_site(best, sources[best], sites):
        return Choice(_first_heading(headings) or texts[best], sure=False)
    told_and_shown = {"main h1"} < sources[best]
    return Choice(texts[best], sure=told_and_shown or not _SURE.isdisjoint(sources[best]))


def _may_be_site(folded: str, sources: set[str], sites: frozenset[str]) -> bool:
    """Tell whether a wording is the site's name, or may be: a short title that nothing repeats."""
    alone = sources <= {"title"} and folded.count(" ") <= _MAX_FEW_WORDS
    return alone or folded.replace(" ", "") in sites


def _first_heading(headings: Sequence[Heading]) -> str | None:
    """Return the first heading with the words of a headline that leads nowhere else."""
    own = (heading.text for heading in headings if heading.kind == "other")
    return next((text for text in own if len(text.split()) > _MAX_FEW_WORDS), None)


def fold_words(text: str) -> str:
    """Return the text's words only, for comparing: case, quotes and dashes don't count."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def site_names(
    metadata: Metadata, structured: Structured, known: Iterable[str] = ()
) -> frozenset[str]:
    """Return the names of the page's site, folded and without spaces.

    They are those under which the page speaks of it, and those known from elsewhere: a name,
    a host, or an address there.
    """
    address = metadata.first("og:url") or metadata.canonical or ""
    meta = ("og:site_name", "application-name", "apple-mobile-web-app-title")
    names = [
        *(name for key in meta for name in metadata.meta.get(key, ())),
        structured.publisher or "",
        *(name for one in (address, *known) for name in _names_in(one)),
    ]
    return frozenset(filter(None, (fold_words(name).replace(" ", "") for name in names)))


def _names_in(known: str) -> Iterator[str]:
    """Yield a name as it is, of an address or a host the host and its longest part."""
    host = _HOST.match(known)
    if host:
        yield host[1]
        yield max(host[1].split("."), key=len)
    elif "/" not in known:
        yield known


def without_site(text: str, sites: frozenset[str]) -> str:
    """Return the title without the site's name at its end, what follows it, or at its start."""
    trailing = _TRAILING_SITE.search(text)
    if trailing and fold_words(trailing[1] or trailing[2]).replace(" ", "") in sites:
        text = text[: trailing.start()]
    cuts = list(_CUT.finditer(text))[-_MAX_CUTS:]
    ends = [*(cut.start() for cut in cuts[1:]), len(text)]
    for cut, end in zip(cuts, ends, strict=False):
        before = text[: cut.start()]
        if _is_site(text[cut.end() : end], sites) and not _names_site(before, sites):
            return before
    for _ in range(_MAX_CUTS):  # some name it twice
        first = _AFTER_SITE.search(text)
        if first is None or not _names_site(text[: first.start()], sites):
            break
        text = text[first.end() :]
    return text


def _names_site(text: str, sites: frozenset[str]) -> bool:
    """Tell whether the text is the site's name, or nothing."""
    name = fold_words(text).replace(" ", "")
    return not name or name in sites


def _is_site(segment: str, sites: frozenset[str]) -> bool:
    folded = fold_words(segment)
    name = folded.replace(" ", "")
    if name in sites:
        return True
    if len(name) < _MIN_SITE_CHARS or folded.count(" ") >= _MAX_SITE_WORDS:
        return False
    return any(name in site or (len(site) >= _MIN_SITE_CHARS and site in name) for site in sites)


def _told(metadata: Metadata, structured: Structured) -> Iterator[tuple[str, str]]:
    meta = metadata.meta
    wordings = [
        ("structured", structured.headline),
        ("og", metadata.first("og:title")),
        ("structured-name", structured.name),
        ("twitter", metadata.first("twitter:title")),
        *(("meta", text) for name in _OTHER_META for text in meta.get(name, ())[:1]),
        ("title", metadata.title),
    ]
    for source, text in wordings:
        tidied = tidy(text or "")
        if tidied and len(tidied) <= _MAX_HEADLINE_CHARS:
            yield source, tidied


def _agreed(told: Wordings, headings: Sequence[Heading], main: int | None) -> Wordings:
    """Return the titles without what follows the words of the main heading, such as a section."""
    if main is None:
        return told
    heading = fold_words(headings[main].text)
    return [(source, _up_to(text, heading)) for source, text in told]


def _up_to(text: str, heading: str) -> str:
    if not fold_words(text).startswith(f"{heading} "):
        return text
    starts = (text[: cut.start()] for cut in _CUT.finditer(text))
    return next((start for start in starts if fold_words(start) == heading), text)


def _shown(headings: Sequence[Heading], main: int | None) -> Iterator[tuple[str, str]]:
    if main is not None:
        yield f"main {headings[main].kind}", headings[main].text
    else:
        first = [heading for heading in headings if heading.kind == "h1"][:_MAX_H1]
        yield from (("h1", heading.text) for heading in first)


def _score(folded: str, sources: set[str], sites: frozenset[str]) -> float:
    words = max(folded.count(" ") + 1, 0 if folded.isascii() else len(folded) // _CHARACTERS_A_WORD)
    few = _FEW_WORDS_WEIGHT if words <= _MAX_FEW_WORDS else 0.0
    itself = _SITE_ITSELF_WEIGHT if folded.replace(" ", "") in sites else 0.0
    return sum(_WEIGHTS.get(source, 0.0) for source in sources) + few + itself
