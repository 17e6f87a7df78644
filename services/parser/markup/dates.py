"""Dates of publication and update: from structured data, meta elements, the page, its address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import islice

from selectolax.lexbor import LexborNode

from schemas.events import Basis
from services.parser.credits.header_line import ArticleHeader, merge, read_header_line
from services.parser.markup.json_ld import Structured
from services.parser.markup.metadata import Metadata, tidy
from services.parser.page.extract import Stamp
from services.parser.page.lines import Line
from services.parser.times.dates import date_in_url, find_moment

_PUBLISHED = (
    "publishedtime", "datepublished", "publisheddate", "publishedat", "published", "publishtime",
    "publishdate", "publicationdate", "pubdate", "issued", "originalpublicationdate",
    "datecreated", "created", "uploaddate", "date",
)  # fmt: skip
"""Last parts of the names of meta elements, the surest first."""
_UPDATED = ("modifiedtime", "updatedtime", "datemodified", "lastmodified", "modified")
_PREFIX = re.compile(r"^.*[:#.]|^(?:[a-z0-9]+[-_])*(?=pub|date|issued|created)|[-_]", re.ASCII)
_MAX_VALUE_CHARS = 100
_MAX_LINE_CHARS = 300
_ISSUED = re.compile("publi|posted|created", re.IGNORECASE)
_MODIFIED = re.compile("modif|updat", re.IGNORECASE)
_MAX_DAYS_APART = 1
"""Between the date in the address and the one shown: time zones."""
_MAX_ELEMENTS = 12
_MAX_STEPS = 3
"""Elements up, or before, that are looked at. Set by hand on the development pages."""


def published(
    metadata: Metadata, structured: Structured, shown: ArticleHeader, url: str | None
) -> Stamp | None:
    """Return the surest date of publication: what a machine was told, then what readers are."""
    told = _first(structured.published, "structured-data") or _in_meta(metadata, _PUBLISHED)
    if told:
        return told
    day = date_in_url(url or "")
    in_url = Stamp(day, "day", "url") if day else None
    if shown.published and in_url and _apart(shown.published, in_url) > _MAX_DAYS_APART:
        return in_url  # the date shown is another story's
    return shown.published or in_url


def updated(metadata: Metadata, structured: Structured, shown: ArticleHeader) -> Stamp | None:
    """Return when the page says that it was last changed."""
    told = _first(filter(None, [structured.updated]), "structured-data")
    return told or _in_meta(metadata, _UPDATED) or shown.updated


def visible_dates(nodes: Iterable[LexborNode]) -> ArticleHeader:
    """Return the dates of the elements around the headline, the first of each kind."""
    found: list[ArticleHeader] = []
    read: set[int] = set()
    for node in islice(nodes, _MAX_ELEMENTS):
        if merge(found).published:
            break
        header = ArticleHeader() if _inside(node, read) else _read(node)
        if header.published or header.updated:
            read.add(node.mem_id)
            found.append(header)
    return merge(found)


def _inside(node: LexborNode, read: set[int]) -> bool:
    parent = node.parent
    for _ in range(_MAX_STEPS):
        if parent is None:
            return False
        if parent.mem_id in read:
            return True
        parent = parent.parent
    return False


def _read(node: LexborNode) -> ArticleHeader:
    attributes = node.attributes
    exact = attributes.get("datetime") or attributes.get("content") or ""
    moment = find_moment(exact[:_MAX_VALUE_CHARS])
    header = _read_text(node)
    if header.published and header.updated:
        return header  # the attribute has room for one of them
    stamp = Stamp(*moment, "byline") if moment else header.published or header.updated
    return (
        ArticleHeader(updated=stamp) if _is_update(node, header) else ArticleHeader(published=stamp)
    )


def _read_text(node: LexborNode) -> ArticleHeader:
    """Read the element's text, with what stands before it: "Published:" is often apart."""
    line = _line(node)
    labelled = (f"{_label(node)} {line}", line)
    read = (read_header_line(Line(text.strip())) for text in labelled if text.strip())
    headers = [header for header in read if header]
    both = [header for header in headers if header.published and header.updated]
    return next(iter(both or headers), ArticleHeader())


def _label(node: LexborNode) -> str:
    before = node.prev
    for _ in range(_MAX_STEPS):
        if before is None:
            return ""
        line = _line(before)
        if line:
            return line
        before = before.prev
    return ""


def _is_update(node: LexborNode, header: ArticleHeader) -> bool:
    marks = f"{node.attributes.get('class')} {node.attributes.get('itemprop')} {_line(node)}"
    return header.updated is not None or (
        _MODIFIED.search(marks) is not None and not _ISSUED.search(marks)
    )


def _line(node: LexborNode) -> str:
    text = node.text(separator=" ")
    return tidy(text) if len(text) <= _MAX_LINE_CHARS else ""


def _first(values: Iterable[str], basis: Basis) -> Stamp | None:
    for value in values:
        moment = find_moment(value[:_MAX_VALUE_CHARS])
        if moment:
            return Stamp(*moment, basis)
    return None


def _in_meta(metadata: Metadata, names: tuple[str, ...]) -> Stamp | None:
    known: dict[str, tuple[str, ...]] = {}
    for name, contents in metadata.meta.items():
        known.setdefault(_PREFIX.sub("", name), contents)
    return _first((known[name][0] for name in names if name in known), "meta")


def _apart(one: Stamp, other: Stamp) -> int:
    days = [date.fromisoformat(stamp.value[: len("2025-04-27")]) for stamp in (one, other)]
    return abs((days[0] - days[1]).days)
