"""HTML dumps: trafilatura finds the article, structured data and meta elements date it.

Source: https://trafilatura.readthedocs.io/ (`bare_extraction`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trafilatura import bare_extraction, load_html

from schemas.identity import canonical_url
from services.parser.dates import date_in_url, find_date
from services.parser.extract import Extract, Stamp
from services.parser.language import is_english
from services.parser.lines import Line, is_prose, is_title
from services.parser.structured import Structured, is_broken, read_structured

Tree = Any
"""An lxml element; lxml comes without types."""

_MOST_ELEMENTS = 10_000  # twice the largest news page seen; each takes trafilatura 0.1 to 0.3 ms
_MOST_BROKEN = 20_000
_LATEST = "2100-01-01"  # without a limit htmldate would ask the clock
_LANGUAGE = re.compile(r"(?!und\b)[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")
_PUBLISHED = ("article:published_time", "og:published_time", "datePublished", "date", "pubdate")
_UPDATED = ("article:modified_time", "og:updated_time", "dateModified")
_MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class _Head:
    """What a page's head says of the article."""

    meta: dict[str, str]
    structured: Structured
    language: str | None
    canonical: str | None


def read_html(text: str, latest: datetime | None) -> Extract:
    """Return what an HTML page holds; an empty extract if no article is found on it.

    `latest` bounds the dates that trafilatura may take from the page.
    """
    try:
        return _read(text, latest)
    except Exception:  # noqa: BLE001  hostile markup breaks lxml and trafilatura in unforeseen ways
        return Extract()


def _read(text: str, latest: datetime | None) -> Extract:
    tree = load_html(_document(text))
    if tree is None:
        return Extract()
    _bound(tree)
    _drop_broken_scripts(tree)
    head = _read_head(tree)
    found: Any = bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params=_date_options(latest),
    )
    return _extract(found, head) if found is not None and _has_text(found.text) else Extract()


def _document(text: str) -> str:
    # load_html takes whole documents only.
    whole = re.search(r"<(?:html|body)\b", text[:16384], re.IGNORECASE)
    return text if whole else f"<html><body>{text}</body></html>"


def _bound(tree: Tree) -> None:
    """Cut off all elements after the first 10,000: no article goes on that long."""
    beyond = list(tree.iter())[_MOST_ELEMENTS:]
    for element in reversed(beyond):
        element.getparent().remove(element)


def _drop_broken_scripts(tree: Tree) -> None:
    # Trafilatura searches JSON that it can't parse with patterns that take quadratic time.
    for script in tree.iter("script"):
        text = script.text or ""
        if len(text) > _MOST_BROKEN and is_broken(text):
            script.text = None


def _date_options(latest: datetime | None) -> dict[str, object]:
    return {
        "extensive_search": False,
        "original_date": True,
        "outputformat": "%Y-%m-%d",
        "max_date": latest.date().isoformat() if latest else _LATEST,
    }


def _read_head(tree: Tree) -> _Head:
    scripts = (script.text or "" for script in tree.iter("script") if _is_json_ld(script))
    return _Head(
        meta=dict(reversed(list(_meta(tree)))),  # of several, the first counts
        structured=read_structured(scripts),
        language=_language(tree),
        canonical=next(
            (link.get("href") for link in tree.iter("link") if _is_canonical(link)), None
        ),
    )


def _is_json_ld(script: Tree) -> bool:
    return (script.get("type") or "").strip().lower() == "application/ld+json"


def _is_canonical(link: Tree) -> bool:
    return (link.get("rel") or "").strip().lower() == "canonical"


def _meta(tree: Tree) -> Iterator[tuple[str, str]]:
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            yield name, content


def _language(tree: Tree) -> str | None:
    found = _LANGUAGE.fullmatch((tree.get("lang") or "").strip())
    return found.group() if found else None


def _extract(found: Any, head: _Head) -> Extract:  # noqa: ANN401  a trafilatura Document
    headline = _headline(found, head)
    paragraphs = tuple(_paragraphs(found.text or "", headline))
    url = _url(head)
    return Extract(
        headline=headline,
        paragraphs=paragraphs,
        section=head.meta.get("article:section") or head.structured.section,
        byline=tuple(_names(found, head)),
        language=head.language or ("en" if is_english(paragraphs) else None),
        url=url,
        source=found.sitename,
        published=_published(found, head, url),
        updated=_stamp(head.structured.updated, head.meta, _UPDATED),
    )


def _headline(found: Any, head: _Head) -> str | None:  # noqa: ANN401
    title = " ".join(html.unescape(head.structured.headline or found.title or "").split())
    site = re.search(rf"\s+[|\u2013-]\s+{re.escape(found.sitename or '')}$", title)
    return (title[: site.start()] if site and found.sitename else title) or None


def _has_text(text: str | None) -> bool:
    """Tell whether some line has the words of a title at least: a menu is no article."""
    lines = map(Line, (text or "").split("\n"))
    return any(is_title(line) or is_prose(line) for line in lines)


def _paragraphs(text: str, headline: str | None) -> Iterator[str]:
    for line in text.split("\n"):
        paragraph = " ".join(line.removeprefix("- ").split())
        if paragraph and paragraph != headline and re.search(r"\w", paragraph):
            yield paragraph


def _names(found: Any, head: _Head) -> Iterator[str]:  # noqa: ANN401
    for name in head.structured.authors or (found.author or "").split(";"):
        plain = " ".join(html.unescape(name).split())
        if plain and len(plain) <= _MOST_NAME and not re.search(r"https?:|@|\d", plain):
            yield plain


def _url(head: _Head) -> str | None:
    """Return the page's own address; a site's root is a mistake that would merge its articles."""
    for url in (head.canonical, head.meta.get("og:url")):
        canonical = canonical_url(url)
        if url and canonical and canonical.count("/") > len("//") and canonical[-1] != "/":
            return url.strip()
    return None


def _published(found: Any, head: _Head, url: str | None) -> Stamp | None:  # noqa: ANN401
    exact = _stamp(head.structured.published, head.meta, _PUBLISHED)
    if exact or not found.date:
        return exact
    in_url = url and date_in_url(url) == found.date
    return Stamp(found.date, "day", "url" if in_url else "byline")


def _stamp(structured: str | None, meta: dict[str, str], names: tuple[str, ...]) -> Stamp | None:
    """Return the date of the structured data, else of the first meta element that has one."""
    for value in filter(None, [structured, *map(meta.get, names)]):
        moment = find_date(value[:100])
        if moment:
            return Stamp(*moment[0], "structured-data" if value is structured else "meta")
    return None
