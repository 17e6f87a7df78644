"""The header of an article in a text dump: headline, byline and dates around the body's start."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from services.parser.credits.age import AGES_AFTER, own_age
from services.parser.credits.author_features import ArticlePlace
from services.parser.credits.authors import MAX_BODY_CHARS, label_authors
from services.parser.credits.header_line import (
    ArticleHeader,
    is_update_label,
    merge,
    read_header_line,
)
from services.parser.credits.parts import is_by_word
from services.parser.models.tables import Table
from services.parser.page.extract import Stamp
from services.parser.page.line_features import long_words
from services.parser.page.lines import Line, is_prose, is_title
from services.parser.plain.body import MAX_BARE_BLOCKS, is_paragraph
from services.parser.plain.dates import DatePlace, label_date, read_loose_dates
from services.parser.plain.headline import (
    HEADLINE,
    LINES_AFTER,
    LINES_BEFORE,
    BodyStart,
    HeadlineFeatures,
    label_headline,
)
from services.parser.plain.page import TextPage, TextShape, shape_of
from services.parser.times.ages import split_age
from services.parser.times.day_order import is_day_first

# Set by hand on the development pages.
_BEGINNING_BLOCKS, _LANGUAGE_BLOCKS = 6, 12
"""TextBlocks of the body with whose words titles are compared, and those that tell its language."""
_DATE_LINES_BEFORE, _DATE_LINES_AFTER = 8, 14
"""How far from the headline a date is the article's."""
_LOOSE_LINES = 4
"""Lines around headline and body whose date may be the article's, whatever else they say."""
_MAX_AGE_LINE_CHARS = 60


class TextHeader(NamedTuple):
    """The header that was found; `line` is that of the headline, `age` stands in for a date."""

    line: int | None
    header: ArticleHeader
    age: str | None


def read_header(
    page: TextPage, body: Sequence[int], *, day_first: bool | None = None
) -> TextHeader:
    """Return headline, byline and dates of an article whose body is these blocks."""
    headers = read_headers(page, body, day_first=day_first)
    around = body_start(page, body, headers)
    head = find_headline(page, around)
    line = None if head is None else around.first + head
    dates = merge(_nearest(headers, around.first + around.start if line is None else line, around))
    published = _published(page, dates, date_place(page, around, body, headers, line))
    names = label_authors(article_place(page, around, body, line))
    header = ArticleHeader(published, dates.updated, dates.section, names)
    return TextHeader(line, header, None if published else _age(page, around, line))


def read_headers(
    page: TextPage, body: Sequence[int], *, day_first: bool | None = None
) -> dict[int, ArticleHeader]:
    """Return the lines around the body's start that give a byline or a date, by number."""
    start = page.starts[body[0]]
    near = range(max(0, start - LINES_BEFORE), min(len(page.lines), start + _DATE_LINES_AFTER + 1))
    texts = [page.blocks[i].text for i in body[:_LANGUAGE_BLOCKS]]
    told = is_day_first(
        [page.lines[i].text for i in near], (line.text for line in page.lines), texts
    )
    order = day_first if told is None else told
    found = ((index, read_header_line(page.lines[index], day_first=order)) for index in near)
    return {
        index: _updated(header) if index and is_update_label(page.lines[index - 1].text) else header
        for index, header in found
        if header
    }


def body_start(
    page: TextPage, body: Sequence[int], headers: Mapping[int, ArticleHeader]
) -> BodyStart:
    """Return the lines around the start of the body, as the headline's model sees them."""
    start = page.starts[body[0]]
    first = max(0, start - LINES_BEFORE)
    lines = page.lines[first : start + LINES_AFTER]
    blocks = page.blocks[body[0] : body[0] + _BEGINNING_BLOCKS]
    dated = {index - first for index in headers}
    return BodyStart(
        first=first,
        lines=lines,
        shapes=_shapes(page, first, lines),
        start=start - first,
        last=page.starts[body[-1]] - first,
        words=long_words(" ".join(line.text for line in blocks)),
        top=long_words(page.lines[0].text),
        dated=dated | {i for i, line in enumerate(lines) if _tells_author_or_age(line.text)},
        counts=page.counts,
    )


def article_place(
    page: TextPage, around: BodyStart, body: Sequence[int], headline: int | None
) -> ArticlePlace:
    """Return where the article stands on the page; `headline` is the number of its line."""
    text = "\n".join([page.blocks[i].text for i in body])[:MAX_BODY_CHARS]
    starts = [*page.starts, len(page.lines)]
    return ArticlePlace(
        lines=page.lines,
        head=around.first + around.start if headline is None else headline,
        start=around.first + around.start,
        stop=starts[body[-1] + 1],
        dated={around.first + index for index in around.dated},
        headline="" if headline is None else page.lines[headline].text,
        body=text,
        words=frozenset(text.split()),
    )


def date_place(
    page: TextPage,
    around: BodyStart,
    body: Sequence[int],
    headers: Mapping[int, ArticleHeader],
    headline: int | None,
) -> DatePlace:
    """Return where the article stands among dates; `headline` is the number of its line."""
    start, stop = around.first + around.start, [*page.starts, len(page.lines)][body[-1] + 1]
    head = start if headline is None else headline
    front = range(max(0, min(head, start) - _LOOSE_LINES), start + _LOOSE_LINES)
    tail = range(max(start, stop - 1), stop + _LOOSE_LINES)
    near = {i for i in (*front, *tail) if i < len(page.lines) and i not in headers}
    loose = read_loose_dates(page.lines, near - {headline})
    return DatePlace(page.lines, headline, start, stop, headers, loose)


def _published(page: TextPage, nearest: ArticleHeader, place: DatePlace) -> Stamp | None:
    """Return the date of a dump's header, in a bare dump the nearest, else what the model says."""
    known = nearest.published
    if known and (known.basis == "dump-header" or len(page.blocks) <= MAX_BARE_BLOCKS):
        return known
    return label_date(place)


def find_headline(
    page: TextPage, around: BodyStart, table: Table[HeadlineFeatures] = HEADLINE
) -> int | None:
    """Return the line of the headline; in a bare dump without a likely one the first title."""
    bare = len(page.blocks) <= MAX_BARE_BLOCKS
    found = label_headline(around, table, bare=bare)
    if found is not None or not bare:
        return found
    lines = around.lines
    before = [i for i in range(around.start) if not lines[i].bulleted and is_paragraph(lines[i])]
    titles = (i for i in before if is_title(lines[i]) and not is_prose(lines[i]))
    short = (i for i in reversed(before) if " " in lines[i].text)
    return next(chain(titles, short), None)


def _nearest(
    headers: Mapping[int, ArticleHeader], head: int, around: BodyStart
) -> list[ArticleHeader]:
    """Return the headers around headline and body's start, those after the headline first.

    A date further off is another story's, or the day's.
    """
    last = max(head, around.first + around.start) + _DATE_LINES_AFTER
    within = [index for index in headers if head - _DATE_LINES_BEFORE <= index <= last]
    order = sorted(within, key=lambda index: (index < head, abs(index - head)))
    return [headers[index] for index in order]


def _age(page: TextPage, around: BodyStart, headline: int | None) -> str | None:
    """Return the age that stands soon after the headline."""
    start = around.first + around.start
    return own_age(page.lines[start if headline is None else headline + 1 : start + AGES_AFTER])


def _updated(header: ArticleHeader) -> ArticleHeader:
    """Return the header of a line after "Updated:"."""
    return ArticleHeader(updated=header.updated or header.published, byline=header.byline)


def _tells_author_or_age(text: str) -> bool:
    if is_by_word(text):
        return True
    return len(text) <= _MAX_AGE_LINE_CHARS and text[-1:].isalpha() and split_age(text) is not None


def _shapes(page: TextPage, first: int, lines: Sequence[Line]) -> list[TextShape]:
    """Return how the lines look; of blocks of one line that is known."""
    blocks = range(bisect_left(page.starts, first), bisect_left(page.starts, first + len(lines)))
    known = {
        page.starts[block] - first: page.shapes[block]
        for block in blocks
        if len(page.blocks[block].text) == len(page.lines[page.starts[block]].text)
    }
    return [known.get(index) or shape_of(line) for index, line in enumerate(lines)]
