"""All that a page calls its headline: candidates, and which sources agree on each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.parser.markup.headings import Heading, main_heading
from services.parser.markup.metadata import Metadata, tidy
from services.parser.markup.structured import Structured

_LONGEST = 300
_LEAST_WHOLE = 12
_LEAST_SITE = 3
_MOST_CUTS = 2
_MOST_SEGMENTS = 5
_MOST_SITE_WORDS = 5
_MOST_H1 = 3
_CUT = re.compile(r"\s+[|\u2013\u2014\-·•*»›:/]+\s+|\s*[|ㅣ：]\s*")  # noqa: RUF001  as printed
_LENGTHS = (2, 4, 7, 18, 26)
_CHARACTERS_A_WORD = 3  # in scripts without spaces
_SPOKEN = ("og", "ld", "ld-alternative", "ld-name", "ld-page", "twitter", "meta", "title")
_SHOWN = ("main", "part", "h1", "trail", "other")
_OTHER_META = ("title", "headline", "dc.title", "parsely-title", "sailthru.title")


class Source(NamedTuple):
    """One wording of the headline, folded for comparing."""

    name: str
    text: str
    folded: str


class Candidate(NamedTuple):
    """A text that may be the headline, and what speaks for it or against it.

    A feature such as `og=` says that a source has the same words, `og<` and `og>` that it
    goes on after or before them, `og+` that it has only a part of them.
    """

    text: str
    features: tuple[str, ...]


def read_candidates(
    metadata: Metadata, structured: Structured, headings: Sequence[Heading]
) -> list[Candidate]:
    """Return each different text that a source gives, whole or without its ends."""
    sites = site_names(metadata, structured)
    spoken = [
        _source(name, without_site(text, sites)) for name, text in _wordings(metadata, structured)
    ]
    main = main_heading(headings, (source.text for source in spoken))
    sources = [*spoken, *_shown(headings, main)]
    texts: dict[str, str] = {}
    for source in sources:
        if source.name != "other":
            for text in _variants(source):
                texts.setdefault(fold(text), text)
    return [
        Candidate(text, tuple(_features(folded, sources, sites)))
        for folded, text in texts.items()
        if folded
    ]


def fold(text: str) -> str:
    """Return the text's words only, for comparing: case, quotes and dashes don't count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", folded))


def without_site(text: str, sites: frozenset[str]) -> str:
    """Return the title without the site's name at its end, what follows it, or at its start."""
    cuts = list(_CUT.finditer(text))[-_MOST_SEGMENTS:]
    ends = [*(cut.start() for cut in cuts), len(text)][1:]
    for cut, end in zip(cuts, ends, strict=bool(cuts)):
        if cut.start() and _is_site(text[cut.end() : end], sites):
            return text[: cut.start()]
    if cuts and fold(text[: cuts[0].start()]).replace(" ", "") in sites:
        return text[cuts[0].end() :]
    return text


def _is_site(segment: str, sites: frozenset[str]) -> bool:
    folded = fold(segment)
    name = folded.replace(" ", "")
    if name in sites:
        return True
    if len(name) < _LEAST_SITE or folded.count(" ") >= _MOST_SITE_WORDS:
        return False
    return any(name in site or (len(site) >= _LEAST_SITE and site in name) for site in sites)


def site_names(metadata: Metadata, structured: Structured) -> frozenset[str]:
    """Return the names under which the page speaks of its site, folded and without spaces."""
    address = metadata.first("og:url") or metadata.canonical or ""
    host = re.match(r"(?:https?:)?//(?:www\.)?([\w.-]+)", address)
    meta = ("og:site_name", "application-name", "apple-mobile-web-app-title")
    names = [
        *(name for key in meta for name in metadata.meta.get(key, ())),
        structured.publisher or "",
        host.group(1) if host else "",
    ]
    return frozenset(filter(None, (fold(name).replace(" ", "") for name in names)))


def _source(name: str, text: str) -> Source:
    return Source(name, text, fold(text))


def _wordings(metadata: Metadata, structured: Structured) -> Iterator[tuple[str, str]]:
    meta = metadata.meta
    wordings: dict[str, Iterable[str | None]] = {
        "ld": [structured.headline],
        "og": meta.get("og:title", ())[:1],
        "ld-name": [structured.name],
        "ld-alternative": [structured.alternative],
        "ld-page": [structured.page_name],
        "twitter": meta.get("twitter:title", ())[:1],
        "meta": [text for name in _OTHER_META for text in meta.get(name, ())[:1]],
        "title": [metadata.title],
    }
    for name, texts in wordings.items():
        for text in map(tidy, filter(None, texts)):
            if text and len(text) <= _LONGEST:
                yield name, text


def _shown(headings: Sequence[Heading], main: Heading | None) -> Iterator[Source]:
    if main:
        yield _source("main", main.text)
        if len(main.parts) > 1:
            for part in main.parts:
                yield _source("part", part)
    first = 0
    for heading in headings:
        if heading is not main:
            first += heading.kind == "h1"
            late = heading.kind == "h1" and (main or first > _MOST_H1)
            yield _source("other" if late else heading.kind, heading.text)


def _variants(source: Source) -> Iterator[str]:
    yield source.text
    if source.name in _SHOWN:
        return
    cuts = list(_CUT.finditer(source.text))
    for cut in cuts[-_MOST_CUTS:]:
        yield source.text[: cut.start()]
    if cuts:
        yield source.text[cuts[0].end() :]


def _features(folded: str, sources: Sequence[Source], sites: frozenset[str]) -> Iterator[str]:
    yield from sorted({seen for source in sources if (seen := _relation(folded, source))})
    yield f"words{sum(_words(folded) >= length for length in _LENGTHS)}"
    if folded.replace(" ", "") in sites:
        yield "site"


def _words(folded: str) -> int:
    return max(folded.count(" ") + 1, 0 if folded.isascii() else len(folded) // 8)


def _relation(folded: str, source: Source) -> str | None:
    name, _, whole = source
    if whole == folded:
        return f"{name}="
    if whole.startswith(folded + " "):
        return f"{name}<"
    if whole.endswith(" " + folded):
        return f"{name}>"
    longer = len(whole) >= _LEAST_WHOLE and len(folded) > len(whole)
    return f"{name}+" if longer and whole in folded else None
