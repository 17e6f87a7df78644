"""The reader of text dumps: finds the article among the lines of a page.

Lines become blocks, a small model says which of them are body; two more say which of the
lines around its start are headline and byline. The dates there are the article's, and what
follows the body are related and most viewed stories.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from services.language import language_of
from services.parser.credits.han_byline import with_han_byline
from services.parser.credits.header_line import ArticleHeader, merge, read_header_line
from services.parser.page.code import code_blocks
from services.parser.page.consent import notice_blocks
from services.parser.page.extract import Extract, Paragraph
from services.parser.page.lines import Line, is_content, is_text, is_title, read_lines
from services.parser.plain.body import find_body
from services.parser.plain.header import read_header
from services.parser.plain.most_viewed import Ranking, read_rankings
from services.parser.plain.page import TextPage, read_text_page
from services.parser.plain.teasers import is_index
from services.parser.sidebars.read import read_related

_MAX_HEADLINE_CHARS = 300
"""Half more than the longest of 1,358 headlines."""
_MAX_RELATED_LINES = 200
_HEADER_LINES = 8
"""Lines before the first story in which the header of all of them stands. Set by hand."""


def read_text(text: str, *, day_first: bool | None = None) -> Extract:
    """Return what a clean text dump holds; an empty extract if nothing is article-like.

    A page of many stories, each a title and a sentence or two, holds several, and none whole.
    """
    lines = read_lines(text)
    rankings = [ranking for ranking in read_rankings(lines) if ranking.certain]
    listed = {index for ranking in rankings for index in range(ranking.start, ranking.stop)}
    texts = [line.text for line in lines]
    listed |= notice_blocks(texts) | code_blocks(texts)
    page = read_text_page([line for index, line in enumerate(lines) if index not in listed])
    body = find_body(page)
    if not body:
        return _alert(page.blocks, rankings)
    if is_index(page, body) and not _is_signed(page, body):
        return Extract(several=True)
    rankings = rankings or read_rankings(page.blocks[body[-1] + 1 :])
    return _article(page, body, rankings, day_first=day_first)


def _is_signed(page: TextPage, body: Sequence[int]) -> bool:
    """Tell whether a date or byline stands before the stories and none among them.

    So it does in an article that is a list, each of whose items has a title.
    """
    start, end = page.starts[body[0]], page.starts[body[-1]]
    before = [line for line in page.lines[:start] if is_text(line)][-_HEADER_LINES:]
    among = islice(page.lines, start, end)
    return any(map(read_header_line, before)) and not any(map(read_header_line, among))


def _article(
    page: TextPage, body: Sequence[int], rankings: Sequence[Ranking], *, day_first: bool | None
) -> Extract:
    around = read_header(page, body, day_first=day_first)
    headline = None if around.line is None else page.lines[around.line].text
    after = -1 if around.line is None else around.line
    paragraphs = tuple(_paragraph(page.blocks[i]) for i in body if page.starts[i] > after)
    if headline is None and paragraphs and len(paragraphs[0].text) <= _MAX_HEADLINE_CHARS:
        headline, paragraphs = _unless_prose(paragraphs)
    related, _ = read_related(page.blocks[body[-1] + 1 :][:_MAX_RELATED_LINES])
    found = _extract(headline, paragraphs, around.header, related, rankings)
    return with_han_byline(replace(found, age=around.age), page.blocks, body)


def _paragraph(line: Line) -> Paragraph:
    """Return the paragraph; a dump says no more of it than that it had a bullet."""
    return Paragraph(line.text, "list-item" if line.bulleted else None)


def _unless_prose(
    paragraphs: tuple[Paragraph, ...],
) -> tuple[str | None, tuple[Paragraph, ...]]:
    """Take a first sentence for the headline if it stands alone or is clearly the shortest."""
    first, rest = paragraphs[0].text, paragraphs[1:]
    if not rest or len(first) * 2 <= min(len(paragraph.text) for paragraph in rest):
        return first, rest
    return None, paragraphs


def _alert(lines: Sequence[Line], rankings: Sequence[Ranking]) -> Extract:
    """Read a dump without body: a single line that could be a headline is a wire alert."""
    headers = [read_header_line(line) for line in lines]
    rest = [
        line
        for line, header in zip(lines, headers, strict=True)
        if header is None and is_content(line)
    ]
    if len(rest) != 1 or not is_title(rest[0]):
        return Extract()
    return _extract(rest[0].text, (), merge(filter(None, headers)), (), rankings)


def _extract(
    headline: str | None,
    paragraphs: tuple[Paragraph, ...],
    header: ArticleHeader,
    related: tuple[str, ...],
    rankings: Sequence[Ranking],
) -> Extract:
    return Extract(
        headline=headline,
        body=paragraphs,
        section=header.section,
        byline=header.byline,
        language=language_of([paragraph.text for paragraph in paragraphs]),
        published=header.published,
        updated=header.updated,
        related=related,
        most_viewed=next((ranking.entries for ranking in rankings), ()),
    )
