"""The head of an HTML page: headline, byline, dates and address, for machines and readers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from schemas.events import Access, Image
from schemas.identity import canonical_url
from services.parser.markup import about
from services.parser.markup.authors import choose_names
from services.parser.markup.dates import published, updated, visible_dates
from services.parser.markup.headline import choose_headline, site_names, told_titles
from services.parser.markup.json_ld import read_structured
from services.parser.markup.marked_elements import elements_near, main_heading, read_marked_elements
from services.parser.markup.metadata import Metadata, read_metadata, tidy
from services.parser.page.extract import Stamp
from services.parser.times.day_order import order_of_region

_LANGUAGE = re.compile(
    r"(?!und\b)([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?", re.IGNORECASE
)
_MAX_NAME_LINE_CHARS = 300
_MAX_NAME_LINES = 6


@dataclass(frozen=True, slots=True)
class HtmlHead:
    """What the page says about its article; all of it may be missing."""

    headline: str | None = None
    sure: bool = False
    """The headline is that of a source which needs no other."""
    title: str | None = None
    """Its title element, with the site's name if that is in it."""
    byline: tuple[str, ...] = ()
    section: str | None = None
    language: str | None = None
    """BCP 47."""
    url: str | None = None
    base: str | None = None
    """What its relative addresses start from."""
    source: str | None = None
    """The name of the site."""
    published: Stamp | None = None
    updated: Stamp | None = None
    description: str | None = None
    keywords: tuple[str, ...] = ()
    image: Image | None = None
    access: Access | None = None
    day_first: bool | None = None
    """How dates in numbers are read, told by the region or known from elsewhere."""
    body_hint: str | None = None
    """The body as the structured data has it, of 200,000 characters at most."""


def read_head(
    tree: LexborHTMLParser, *, day_first: bool | None = None, site: Iterable[str] = ()
) -> HtmlHead:
    """Return what the page says about its article.

    `day_first`, and names or hosts of its `site`, are known from elsewhere.
    """
    metadata = read_metadata(tree)
    structured = read_structured(metadata.scripts)
    marked = read_marked_elements(tree)
    sites = site_names(metadata, structured, site)
    titles = told_titles(metadata, structured, sites)
    main = main_heading(marked.headings, (text for _, text in titles))
    shown = visible_dates(elements_near(marked.dates, main))
    url = _url(metadata)
    language = _language(metadata)
    by_region = order_of_region(language)
    order = day_first if by_region is None else by_region
    names = choose_names(
        structured.authors, metadata, _lines(elements_near(marked.names, main)), sites
    )
    headline, sure = choose_headline(titles, marked.headings, main, sites)
    return HtmlHead(
        headline=headline,
        sure=sure,
        title=metadata.title,
        byline=names,
        section=metadata.first("article:section") or structured.section,
        language=language,
        url=url,
        base=metadata.base,
        source=metadata.first("og:site_name") or structured.publisher,
        published=published(metadata, structured, shown, url, day_first=order),
        updated=updated(metadata, structured, shown),
        description=about.description(metadata, structured),
        keywords=about.keywords(metadata, structured),
        image=about.image(metadata, structured, url),
        access=about.access(metadata, structured),
        day_first=order,
        body_hint=structured.body,
    )


def _url(metadata: Metadata) -> str | None:
    """Return the page's own address; a site's root is a mistake that would merge its articles."""
    for url in (metadata.canonical, metadata.first("og:url")):
        canonical = canonical_url(url)
        if url and canonical and canonical.count("/") > len("//") and canonical[-1] != "/":
            return url.strip()
    return None


def _language(metadata: Metadata) -> str | None:
    told = (metadata.language, metadata.first("content-language", "og:locale", "inlanguage"))
    for value in filter(None, told):
        found = _LANGUAGE.fullmatch(value.strip().replace("_", "-"))
        if found:
            language, script, region = found.groups()
            parts = (language.lower(), script and script.title(), region and region.upper())
            return "-".join(filter(None, parts))
    return None


def _lines(nodes: Iterator[LexborNode]) -> Iterator[str]:
    count = 0
    for node in nodes:
        text = node.text(separator="|").strip()
        if text and len(text) <= _MAX_NAME_LINE_CHARS and count < _MAX_NAME_LINES:
            count += 1
            yield tidy(text)
