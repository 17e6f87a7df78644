"""Text dumps: finds the article among the lines of a page.

Lines become blocks, a small model says which of them are body and which is the
headline; the lines around those give byline and dates, what follows the body the
related and most viewed stories.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from services.parser.authors import Place, label_authors
from services.parser.body import BODY, label_body
from services.parser.extract import Entry, Extract
from services.parser.front import read_front
from services.parser.head import Front, label_headline
from services.parser.header import Header, merge, read_header_line
from services.parser.language import is_english
from services.parser.lines import Line, is_noise, is_prose, is_text, is_title, read_lines
from services.parser.page import Page, read_page
from services.parser.sidebars import is_most_viewed, read_most_viewed, read_related
from services.parser.tables import Table

_WORDS_THAT_TELL = 60
_SHORT = 120
_BARE = 30
_WIDEST_GAP = 3
_DATES_BEFORE, _DATES_AFTER = 8, 14
_CLEAR_DAY = re.compile(
    r"(?<![\d/])(?:(1[3-9]|2\d|3[01])/[01]?\d|[01]?\d/(?:1[3-9]|2\d|3[01]))/(?:19|20)\d\d"
)
_MOST_HEADLINE = 300
_LIST_LINES = 200
_MOST_LISTS = 10
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class _List:
    """A most-viewed list: its lines are those from `start` up to `stop`."""

    start: int
    stop: int
    entries: tuple[Entry, ...]
    certain: bool


def read_text(text: str) -> Extract:
    """Return what a clean text dump holds; an empty extract if nothing is article-like."""
    lines = read_lines(text)
    lists = [found for found in islice(_lists(lines), _MOST_LISTS) if found.certain]
    listed = {index for found in lists for index in range(found.start, found.stop)}
    page = read_page([line for index, line in enumerate(lines) if index not in listed])
    body = find_body(page)
    if not body:
        return _alert(page.blocks, lists)
    lists += islice(_lists(page.blocks[body[-1] + 1 :]), _MOST_LISTS)
    return _article(page, body, lists)


def find_body(page: Page, table: Table = BODY) -> list[int]:
    """Return the body's blocks: in a bare dump all of the dense run, else what the model says."""
    lines = page.blocks
    start, stop = page.run
    end = next((i for i in range(start, len(lines)) if _is_most_viewed(lines[i])), len(lines))
    if len(lines) > _BARE:
        labelled = [i for i in label_body(page, table) if i < end and _is_paragraph(lines[i])]
        if labelled:
            return labelled
    return [i for i in _stretched(lines, start, min(stop, end), end) if _is_paragraph(lines[i])]


def _stretched(lines: Sequence[Line], start: int, stop: int, end: int) -> range:
    """Return the run with the short sentences just before and after it."""
    if start == stop:
        prose = (i for i in range(end) if _is_body(lines[i]))
        start = next(prose, 0)
        stop = start + 1 if end and _is_body(lines[start]) else start
    for index in range(stop, end):
        if index - stop > _WIDEST_GAP:
            break
        stop = index + 1 if _is_body(lines[index]) else stop
    for index in range(start - 1, -1, -1):
        if start - index > _WIDEST_GAP + 1:
            break
        start = index if _is_body(lines[index]) else start
    return range(start, stop)


def _is_body(line: Line) -> bool:
    return is_prose(line) and _is_paragraph(line)


def _article(page: Page, body: list[int], lists: Sequence[_List]) -> Extract:
    start, stop = body[0], body[-1] + 1
    front, headers = read_front(page, start, _day_first(page, body))
    head = _headline(page, start, front)
    headline = front.lines[head].text if head is not None else None
    line = None if head is None else front.first + head
    paragraphs = tuple(page.blocks[i].text for i in body if line is None or page.starts[i] > line)
    if headline is None and paragraphs and len(paragraphs[0]) <= _MOST_HEADLINE:
        headline, paragraphs = _unless_prose(paragraphs)
    related, _ = read_related(page.blocks[stop : stop + _LIST_LINES])
    near = front.start if head is None else head
    header = merge(_nearest(headers, near, front.start))
    place = make_place(page, front, body, near, headline)
    names = label_authors(place)
    header = Header(header.published, header.updated, header.section, names)
    return _extract(headline, paragraphs, header, related, lists)


def make_place(
    page: Page, front: Front, body: Sequence[int], head: int, headline: str | None
) -> Place:
    text = "\n".join([page.blocks[i].text for i in body])
    stop = page.starts[body[-1] + 1] if body[-1] + 1 < len(page.starts) else len(page.lines)
    return Place(
        page.lines,
        front.first + head,
        front.first + front.start,
        stop,
        {front.first + index for index in front.dated},
        headline or "",
        text,
        frozenset(text.split()),
    )


def _headline(page: Page, start: int, front: Front) -> int | None:
    """Return the line of the headline: in a bare dump the first like a title."""
    lines = front.lines
    if len(page.blocks) > _BARE:
        noise = [i for i in range(len(lines)) if is_noise(lines[i]) or not is_text(lines[i])]
        return label_headline(front, noise)
    before = [i for i in range(front.start) if not lines[i].bulleted and _is_paragraph(lines[i])]
    titles = (i for i in before if is_title(lines[i]) and not is_prose(lines[i]))
    short = (i for i in reversed(before) if " " in lines[i].text)
    return next(chain(titles, short), None)


def _nearest(headers: Mapping[int, Header], head: int, start: int) -> list[Header]:
    """Return the headers around headline and body's start, those after the headline first.

    A date further off is another story's, or the day's.
    """
    within = [index for index in headers if head - _DATES_BEFORE <= index <= start + _DATES_AFTER]
    order = sorted(within, key=lambda index: (index < head, abs(index - head)))
    return [headers[index] for index in order]


def _day_first(page: Page, body: Sequence[int]) -> bool | None:
    """Tell how the page writes 04/05/2025: by a date that is clear, else by its language."""
    days = [
        bool(found[1])
        for line in page.lines
        if "/" in line.text and (found := _CLEAR_DAY.search(line.text[:_SHORT]))
    ]
    if days and all(days) != any(days):
        return None
    if days:
        return days[0]
    text = [page.blocks[i].text for i in body]
    # Only English has both orders, but a short text may be English and not look it.
    enough = sum(len(line.split()) for line in text) >= _WORDS_THAT_TELL
    return True if enough and not is_english(text) else None


def _unless_prose(paragraphs: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """Take a first sentence for the headline if it stands alone or is clearly the shortest."""
    first, rest = paragraphs[0], paragraphs[1:]
    if not rest or len(first) * 2 <= min(map(len, rest)):
        return first, rest
    return None, paragraphs


def _alert(lines: Sequence[Line], lists: Sequence[_List]) -> Extract:
    """Read a dump without body: a single line that could be a headline is a wire alert."""
    headers = [read_header_line(line) for line in lines]
    rest = [
        line
        for line, header in zip(lines, headers, strict=True)
        if header is None and not is_noise(line) and is_text(line)
    ]
    if len(rest) != 1 or not is_title(rest[0]):
        return Extract()
    return _extract(rest[0].text, (), merge(filter(None, headers)), (), lists)


def _extract(
    headline: str | None,
    paragraphs: tuple[str, ...],
    header: Header,
    related: tuple[str, ...],
    lists: Sequence[_List],
) -> Extract:
    return Extract(
        headline=headline,
        paragraphs=paragraphs,
        section=header.section,
        byline=header.byline,
        language="en" if is_english(paragraphs) else None,
        published=header.published,
        updated=header.updated,
        related=related,
        most_viewed=next((found.entries for found in lists), ()),
    )


def _lists(lines: Sequence[Line]) -> Iterator[_List]:
    stop = 0
    for index, line in enumerate(lines):
        if len(line.text) > _LONGEST_LABEL or index < stop or not is_most_viewed(line):
            continue
        within = lines[index + 1 : index + 1 + _LIST_LINES]
        entries, used = read_most_viewed(within)
        stop = index + 1 + used
        if entries:
            marked = all(entry.age for entry in entries) or _bulleted(within[:used])
            yield _List(index, stop, entries, certain=marked)


def _is_most_viewed(line: Line) -> bool:
    return len(line.text) <= _LONGEST_LABEL and is_most_viewed(line)


def _bulleted(lines: Sequence[Line]) -> bool:
    return all(line.bulleted for line in lines if is_title(line))


def _is_paragraph(line: Line) -> bool:
    return is_text(line) and not is_noise(line) and read_header_line(line) is None
