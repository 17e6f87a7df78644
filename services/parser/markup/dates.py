"""Dates of publication and update: from structured data, meta elements, the page, its address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice

from selectolax.lexbor import LexborNode

from schemas.events import Basis
from services.parser.credits.header_line import ArticleHeader, merge, read_header_line
from services.parser.markup.json_ld import Structured
from services.parser.markup.local_times import in_local_time
from services.parser.markup.metadata import Metadata, tidy
from services.parser.page.extract import Stamp
from services.parser.page.lines import Line
from services.parser.times.dates import date_in_url, find_moment

_PUBLISHED = (
    "publishedtime", "datepublished", "publisheddate", "publishedat", "published", "publishtime",
    "publishdate", "publicationdate", "pubdate", "issued", "originalpublicationdate",
    "dateofpublication",
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
    metadata: Metadata,
    structured: Structured,
    shown: ArticleHeader,
    url: str | None,
    *,
    day_first: bool | None = None,
) -> Stamp | None:
    """Return the surest date of publication: what a machine was told, then what readers are.

    `day_first` tells whether 04/05/2025 is in May.
    """
    in_data = list(_stamps(structured.published, "structured-data", day_first=day_first))
    in_meta = list(_in_meta(metadata, _PUBLISHED, day_first=day_first))
    others = [*in_data, *in_meta, *filter(None, [shown.published])]
    told = next(iter(others[: len(in_data) + len(in_meta)]), None)
    if told:
        agreed = in_data and in_meta and _is_agreed(in_meta[0], told, shown, structured)
        return in_local_time(in_meta[0] if agreed else told, others)
    day = date_in_url(url or "")
    in_url = Stamp(day, "day", "url") if day else None
    if shown.published and in_url and _apart(shown.published, in_url) > _MAX_DAYS_APART:
        return in_url  # the date shown is another story's
    return shown.published or in_url


def updated(metadata: Metadata, structured: Structured, shown: ArticleHeader) -> Stamp | None:
    """Return when the page says that it was last changed."""
    told = _stamps(filter(None, [structured.updated]), "structured-data")
    return next(chain(told, _in_meta(metadata, _UPDATED)), shown.updated)


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


def _is_agreed(
    in_meta: Stamp, in_data: Stamp, shown: ArticleHeader, structured: Structured
) -> bool:
    """Tell whether meta elements and what is shown agree on another day, that of no edit."""
    edited = next(_stamps(filter(None, [structured.updated]), "structured-data"), None)
    return (
        shown.published is not None
        and _apart(in_meta, in_data) > _MAX_DAYS_APART
        and _apart(in_meta, shown.published) == 0
        and (edited is None or _apart(in_meta, edited) > _MAX_DAYS_APART)
    )


def _stamps(
    values: Iterable[str], basis: Basis, *, day_first: bool | None = None
) -> Iterator[Stamp]:
    for value in values:
        moment = find_moment(value[:_MAX_VALUE_CHARS], day_first=day_first)
        if moment:
            yield Stamp(*moment, basis)


def _in_meta(
    metadata: Metadata, names: tuple[str, ...], *, day_first: bool | None = None
) -> Iterator[Stamp]:
    known: dict[str, tuple[str, ...]] = {}
    for name, contents in metadata.meta.items():
        known.setdefault(_PREFIX.sub("", name), contents)
    return _stamps((known[name][0] for name in names if name in known), "meta", day_first=day_first)


def _apart(one: Stamp, other: Stamp) -> int:
    days = [date.fromisoformat(stamp.value[: len("2025-04-27")]) for stamp in (one, other)]
    return abs((days[0] - days[1]).days)
