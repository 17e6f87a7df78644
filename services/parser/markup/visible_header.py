"""Byline and dates that the page shows around its headline, where its head names none."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from services.parser.credits.age import AGES_AFTER, own_age
from services.parser.credits.author_features import ArticlePlace
from services.parser.credits.authors import MAX_BODY_CHARS, label_authors
from services.parser.credits.header_line import ArticleHeader, merge, read_header_line
from services.parser.credits.shapes import is_label
from services.parser.markup.page import HtmlPage
from services.parser.page.lines import Line

_BLOCKS_BEFORE, _BLOCKS_AFTER = 8, 14
"""How far from the headline a date is the article's. Set by hand on the development pages."""


def visible_header(
    page: HtmlPage, body: Sequence[int], headline: str | None
) -> tuple[ArticleHeader, str | None]:
    """Return names, dates and the age near the headline, or the body without one."""
    lines = [Line(block.text) for block in page.blocks]
    start = body[0]
    head = _nearest(lines, headline, start)
    near = range(max(0, head - _BLOCKS_BEFORE), min(len(lines), max(head, start) + _BLOCKS_AFTER))
    headers = {
        i: header
        for i in near
        if lines[i].text != headline
        and (header := read_header_line(lines[i], day_first=page.hints.day_first)) is not None
    }
    first = sorted(headers, key=lambda index: (index < head, abs(index - head)))
    shown = merge(headers[index] for index in first)
    likely = label_authors(_place(lines, body, head, headers.keys(), headline))
    names = tuple(name for name in likely if not is_label(name))
    found = ArticleHeader(shown.published, shown.updated, shown.section, names)
    after = lines[head + 1 if head < start else head : start + AGES_AFTER]
    return found, None if found.published else own_age(after)


def _nearest(lines: Sequence[Line], headline: str | None, start: int) -> int:
    wanted = (headline or "").casefold()
    before = (i for i in range(start, -1, -1) if lines[i].text.casefold() == wanted)
    return next(before, start)


def _place(
    lines: Sequence[Line],
    body: Sequence[int],
    head: int,
    dated: Collection[int],
    headline: str | None,
) -> ArticlePlace:
    text = "\n".join(lines[index].text for index in body)[:MAX_BODY_CHARS]
    words = frozenset(text.split())
    return ArticlePlace(lines, head, body[0], body[-1] + 1, dated, headline or "", text, words)
