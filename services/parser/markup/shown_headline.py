"""The headline as the page shows it above the body, where few of its sources tell it machines.

Pages from before `og:title` give a title element alone, with the names of site and section in
it; what stands above the body and within the title, too, is the headline. Where the title is the
site's alone, the headline is the heading above the body that speaks of the same as the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from services.parser.credits.header_line import read_header_line
from services.parser.markup.dated_headline import without_date
from services.parser.markup.headline import fold_words
from services.parser.markup.page import HtmlPage
from services.parser.page.line_features import read_tokens
from services.parser.page.lines import Line, is_finished

# Set by hand on the development pages.
_BLOCKS_BEFORE_BODY = 25
_MAX_CHARS = 300
"""Half more than the longest of 1,358 headlines."""
_MIN_WORDS, _MIN_UNCASED_CHARS = 3, 8
_BLOCKS_OF_LINES = 4
"""Above the body, where a line that no element calls a heading may be one."""
_MIN_WORD_CHARS = 4
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_NAMES = re.compile(
    r"title|headline|heading|header?line|titel|titre|titulo|\bhead\b", re.IGNORECASE
)
_BODY_BLOCKS = 8
"""Blocks of the body's beginning, whose words its headline has, too."""


def headline_above(
    page: HtmlPage, body: Sequence[int], title: str, headline: str | None
) -> str | None:
    """Return the block above the body that the title holds, or the heading of the same story."""
    above = list(_above(page, body[0]))
    words = _long_words(" ".join(page.blocks[index].text for index in body[1:_BODY_BLOCKS]))
    all_words = words | _long_words(page.blocks[body[0]].text)
    folded = f" {fold_words(title.replace('_', ' '))} "
    held = [text for _, text in above if f" {fold_words(text)} " in folded or text == headline]
    own = [text for text in held if _long_words(text) & words or 2 * len(text) > len(title)]
    if own:
        return max(own, key=len)
    related = [
        (index, text)
        for index, text in above
        if _is_related(text, words if index == body[0] else all_words)
    ]
    headings = (text for index, text in related if _is_heading(page, index))
    return (
        next(headings, None)
        or max(held, key=len, default=None)
        or _next_heading(page, body)
        or _line(page, related, body)
    )


def _next_heading(page: HtmlPage, body: Sequence[int]) -> str | None:
    """Return the heading right above the body that leads nowhere, whatever it speaks of."""
    near = range(body[0], max(-1, body[0] - _BLOCKS_OF_LINES - 1), -1)
    for index in near:
        block = page.blocks[index]
        if _is_heading(page, index) and not block.linked and " " in block.text:
            return without_date(block.text) if len(block.text) <= _MAX_CHARS else None
    return None


def _above(page: HtmlPage, start: int) -> Iterator[tuple[int, str]]:
    """Yield the blocks above the body, the nearest first, that may be a headline."""
    for index in range(start, max(-1, start - _BLOCKS_BEFORE_BODY - 1), -1):
        text = page.blocks[index].text
        if _may_be_headline(text):
            yield index, without_date(text)


def _may_be_headline(text: str) -> bool:
    if len(text) > _MAX_CHARS:
        return False
    folded = fold_words(text)
    long = folded.count(" ") + 1 >= _MIN_WORDS or (
        not folded.isascii() and len(folded) >= _MIN_UNCASED_CHARS
    )
    return long and read_header_line(Line(text)) is None


def _line(page: HtmlPage, related: Iterable[tuple[int, str]], body: Sequence[int]) -> str | None:
    """Return the nearest line that no element calls a heading."""
    near = body[0] - _BLOCKS_OF_LINES
    return next(
        (
            text
            for index, text in related
            if index >= near and not is_finished(text) and not page.blocks[index].linked
        ),
        None,
    )


def _is_related(text: str, words: set[str]) -> bool:
    """Tell whether a third of the line's long words are the body's, too."""
    own = _long_words(text)
    return 3 * len(own & words) >= len(own) > 0


def _long_words(text: str) -> set[str]:
    return {word for word in read_tokens(text) if len(word) >= _MIN_WORD_CHARS}


def _is_heading(page: HtmlPage, index: int) -> bool:
    element = page.elements[page.blocks[index].element]
    names = f"{element.attributes.get('class')} {element.attributes.get('id')}"
    return element.tag in _HEADINGS or _NAMES.search(names) is not None
