"""Text dumps: finds the article among the lines of a page.

The body is the run of prose lines with the most text; what stands before it gives
headline, byline and dates, what follows it the related and most viewed stories.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from services.parser.extract import Entry, Extract
from services.parser.header import Header, merge, read_header_line
from services.parser.language import is_english
from services.parser.lines import Line, is_noise, is_prose, is_text, is_title, read_lines
from services.parser.sidebars import is_most_viewed, read_most_viewed, read_related

_WIDEST_GAP = 3
_HEAD_LINES = 30
_MOST_HEADLINE = 300
_LIST_LINES = 200
_MOST_LISTS = 10


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
    lists = list(islice(_lists(lines), _MOST_LISTS))
    start, stop = _body(lines, lists)
    lists = [found for found in lists if found.certain or found.start >= stop]
    listed = {index for found in lists for index in range(found.start, found.stop)}
    if start == stop:
        return _alert([line for index, line in enumerate(lines) if index not in listed], lists)
    head = [lines[i] for i in range(max(0, start - _HEAD_LINES), start) if i not in listed]
    body = [lines[i] for i in range(start, stop) if i not in listed]
    related, _ = read_related(lines[stop : stop + _LIST_LINES])
    return _article(head, body, related, lists)


def _article(
    head: Sequence[Line], body: Sequence[Line], related: tuple[str, ...], lists: Sequence[_List]
) -> Extract:
    headline = _headline(head)
    header = merge(filter(None, map(read_header_line, [*head, *body[:_HEAD_LINES]])))
    paragraphs = tuple(line.text for line in body if _is_paragraph(line))
    if headline is None and paragraphs and len(paragraphs[0]) <= _MOST_HEADLINE:
        headline, paragraphs = _unless_prose(paragraphs)
    return _extract(headline, paragraphs, header, related, lists)


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
        if index < stop or not is_most_viewed(line):
            continue
        within = lines[index + 1 : index + 1 + _LIST_LINES]
        entries, used = read_most_viewed(within)
        stop = index + 1 + used
        if entries:
            marked = all(entry.age for entry in entries) or _bulleted(within[:used])
            yield _List(index, stop, entries, certain=marked)


def _bulleted(lines: Sequence[Line]) -> bool:
    return all(line.bulleted for line in lines if is_title(line))


def _body(lines: Sequence[Line], lists: Sequence[_List]) -> tuple[int, int]:
    """Return where the run of prose lines with the most characters begins and ends."""
    inside = {index for found in lists for index in range(found.start, found.stop)}
    breaks = {found.stop for found in lists if not found.certain}
    prose = [i for i, line in enumerate(lines) if i not in inside and _is_body(line)]
    runs: list[list[int]] = []
    for index in prose:
        if runs and _joined(runs[-1][-1], index, inside, breaks):
            runs[-1].append(index)
        else:
            runs.append([index])
    best = max(runs, key=lambda run: sum(len(lines[i].text) for i in run), default=None)
    return (best[0], best[-1] + 1) if best else (0, 0)


def _joined(last: int, index: int, inside: set[int], breaks: set[int]) -> bool:
    between = range(last + 1, index)
    if len(between) > _WIDEST_GAP + _LIST_LINES:
        return False
    gap = sum(1 for i in between if i not in inside)
    return gap <= _WIDEST_GAP and not any(i in breaks for i in range(last + 1, index + 1))


def _is_body(line: Line) -> bool:
    return is_prose(line) and not is_noise(line) and read_header_line(line) is None


def _is_paragraph(line: Line) -> bool:
    return is_text(line) and not is_noise(line) and read_header_line(line) is None


def _headline(head: Sequence[Line]) -> str | None:
    """Return the first line like a title, else the last of a few words ("Quake hits Nepal")."""
    candidates = [line for line in head if not line.bulleted and _is_paragraph(line)]
    titles = [line.text for line in candidates if is_title(line) and not is_prose(line)]
    short = [line.text for line in candidates if " " in line.text]
    return next(iter(titles), None) or next(reversed(short), None)
