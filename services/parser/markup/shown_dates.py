"""Dates that the page shows directly above its body, or says to be those of publication.

What stands between headline and body is the article's own. It is surer than a date elsewhere,
and than a date of publication told to machines that is only that of the last edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from services.parser.credits.header_line import (
    ArticleHeader,
    ends_in_update_label,
    merge,
    read_header_line,
)
from services.parser.markup.page import WHOLLY_LINKED, HtmlPage
from services.parser.page.extract import Extract, Stamp
from services.parser.page.lines import Line, is_finished
from services.parser.times.dates import find_date
from services.parser.times.day_order import is_day_first, order_of_region

# Set by hand on the development pages.
_BLOCKS_ABOVE = 5
_BLOCKS_BELOW_HEADLINE = 14
_DAY_CHARS = len("2025-04-27")
_MAX_LINE_CHARS = 200
_MAX_LABELLED_CHARS = 160
_LABEL = re.compile(
    r"(?:^|\b)(?:publi\w+|posted|created|veröffentlicht|erstellt|datum|fecha|date|data|"
    r"pubblicat[oa]|gepubliceerd|опубликовано|дата|发布[时日][间期]|發[布佈]時間|公開日|掲載日?|등록|입력)"
    r"(?:\s+(?:am|on|le|il|el|op|em|date))?[\s:：]*$",  # noqa: RUF001  as printed
    re.IGNORECASE,
)
_CAPTIONS = re.compile("caption|credit|photo", re.IGNORECASE)
_MAX_DAYS_APART = 1
"""Between a date as shown and as told: time zones."""


def with_shown_dates(extract: Extract, page: HtmlPage, body: Sequence[int]) -> Extract:
    """Return the extract with the dates above the body where those told are missing, or doubtful.

    A date of publication that is told to be that of the last edit, too, gives way to an earlier
    one that the page shows.
    """
    told = extract.published
    sure = told is not None and told.basis in {"structured-data", "meta"}
    if told is not None and sure and not _is_of_edit(told, extract.updated):
        return extract
    headers = _above(page, body, extract)
    days = {header.published.value[:_DAY_CHARS] for header in headers if header.published}
    if told is not None and sure and told.value[:_DAY_CHARS] in days:
        return extract  # the page shows it, too
    above = merge(headers)
    shown = above.published
    if told is None:
        return replace(extract, published=shown, updated=extract.updated or above.updated)
    if shown is None:
        return extract
    apart = _days_apart(shown, told)
    if (told.basis == "byline") or (sure and apart < -_MAX_DAYS_APART):
        return replace(extract, published=shown)
    return replace(extract, published=shown) if told.basis == "url" and apart == 0 else extract


def labelled_date(page: HtmlPage, language: str | None) -> Stamp | None:
    """Return the one date on the page that is said to be that of publication."""
    day_first = day_order(page, (), language)
    stamps = list(_labelled(page, day_first=day_first))
    days = {stamp.value[:10] for stamp in stamps}
    return stamps[0] if len(days) == 1 else None


def day_order(page: HtmlPage, body: Sequence[int], language: str | None) -> bool | None:
    """Tell whether 04/05/2025 is in May here: by clear dates, the English of a region, or prose."""
    lines = [block.text for block in page.blocks]
    known = is_day_first(lines, lines, [lines[index] for index in body])
    if known is not None:
        return known
    by_region = order_of_region(language)
    return page.hints.day_first if by_region is None else by_region


def _is_of_edit(told: Stamp, updated: Stamp | None) -> bool:
    return updated is not None and told.value == updated.value


def _above(page: HtmlPage, body: Sequence[int], extract: Extract) -> list[ArticleHeader]:
    near = _near(page, body)
    lines = [page.blocks[index].text for index in near]
    needed = any("/" in line or "-" in line for line in lines)
    day_first = day_order(page, body, extract.language) if needed else None
    return [
        _read(line, day_first=day_first)
        for index, line in zip(near, lines, strict=True)
        if not _is_of_another(page, index) and line != page.hints.headline
    ]


def _near(page: HtmlPage, body: Sequence[int]) -> list[int]:
    """Return the blocks between headline and body, and those within it after its first."""
    start = body[0]
    first = max(0, start - _BLOCKS_ABOVE)
    below = range(first - 1, max(-1, start - _BLOCKS_BELOW_HEADLINE - 1), -1)
    head = (index for index in below if page.blocks[index].text == page.hints.headline)
    above = range(start - 1, next(head, first - 1), -1)
    after = range(start + 1, body[1]) if len(body) > 1 else range(0)
    return [*above, *(after if len(after) <= _BLOCKS_ABOVE else ())]


def _read(text: str, *, day_first: bool | None) -> ArticleHeader:
    """Read a line with a date in it that is no sentence, whatever else it says."""
    header = read_header_line(Line(text), day_first=day_first)
    if header and (header.published or header.updated):
        return header
    if len(text) > _MAX_LINE_CHARS or is_finished(text) or "(@" in text:  # a quoted post
        return ArticleHeader()
    found = find_date(text, day_first=day_first)
    if found is None or find_date(text[found[2] :], day_first=day_first):
        return ArticleHeader()
    (value, precision), start, _ = found
    stamp = Stamp(value, precision, "byline")
    if ends_in_update_label(text[:start]):
        return ArticleHeader(updated=stamp)
    return ArticleHeader(published=stamp)


def _is_of_another(page: HtmlPage, index: int) -> bool:
    """Tell whether the block leads to another story, or belongs to a picture."""
    element = page.elements[page.blocks[index].element]
    parent = page.elements[element.parent]
    names = f"{element.attributes.get('class')} {parent.attributes.get('class')}"
    return (
        page.shapes[index].linked == WHOLLY_LINKED
        or not {"figcaption", "figure"}.isdisjoint([element.tag, parent.tag])
        or _CAPTIONS.search(names) is not None
    )


def _labelled(page: HtmlPage, *, day_first: bool | None) -> Iterator[Stamp]:
    for block in page.blocks:
        if len(block.text) > _MAX_LABELLED_CHARS:
            continue
        found = find_date(block.text, day_first=day_first)
        if found and _LABEL.search(block.text[: found[1]]):
            yield Stamp(*found[0], "byline")


def _days_apart(one: Stamp, other: Stamp) -> int:
    days = [date.fromisoformat(stamp.value[: len("2025-04-27")]) for stamp in (one, other)]
    return (days[0] - days[1]).days
