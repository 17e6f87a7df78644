"""The headline as the page shows it above the body, where few of its sources tell it machines.

Pages from before `og:title` give a title element alone, with the names of site and section in
it; what stands above the body and within the title, too, is the headline. Where the title is the
site's alone, the headline is the heading above the body that speaks of the same as the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from services.parser.credits.header_line import read_header_line
from services.parser.markup.headline import fold_words
from services.parser.markup.page import HtmlPage
from services.parser.page.line_features import read_tokens
from services.parser.page.lines import Line

# Set by hand on the development pages.
_BLOCKS_BEFORE_BODY = 25
_MAX_CHARS = 300
"""Half more than the longest of 1,358 headlines."""
_MIN_WORDS, _MIN_UNCASED_CHARS = 3, 8
_MIN_SHARED_WORDS = 2
_MIN_WORD_CHARS = 4
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_NAMES = re.compile(r"title|headline|heading|header?line|titel|titre|titulo|\bhead\b", re.IGNORECASE)
_BODY_BLOCKS = 8
"""Blocks of the body's beginning, whose words its headline has, too."""


def headline_above(page: HtmlPage, body: Sequence[int], title: str) -> str | None:
    """Return the block above the body that the title holds, or the heading of the same story."""
    above = list(_above(page, body[0]))
    folded = f" {fold_words(title)} "
    held = [text for _, text in above if f" {fold_words(text)} " in folded]
    if held:
        return max(held, key=len)
    return _related_heading(page, above, body)


def _above(page: HtmlPage, start: int) -> Iterator[tuple[int, str]]:
    """Yield the blocks above the body, the nearest first, that may be a headline."""
    for index in range(start, max(-1, start - _BLOCKS_BEFORE_BODY - 1), -1):
        text = page.blocks[index].text
        if _may_be_headline(text):
            yield index, text


def _may_be_headline(text: str) -> bool:
    if len(text) > _MAX_CHARS:
        return False
    folded = fold_words(text)
    long = folded.count(" ") + 1 >= _MIN_WORDS or (
        not folded.isascii() and len(folded) >= _MIN_UNCASED_CHARS
    )
    return long and read_header_line(Line(text)) is None


def _related_heading(
    page: HtmlPage, above: Sequence[tuple[int, str]], body: Sequence[int]
) -> str | None:
    beginning = " ".join(page.blocks[index].text for index in body[1:_BODY_BLOCKS])
    words = _long_words(beginning)
    for index, text in above:
        if _is_heading(page, index) and len(_long_words(text) & words) >= _MIN_SHARED_WORDS:
            return text
    return None


def _long_words(text: str) -> set[str]:
    return {word for word in read_tokens(text) if len(word) >= _MIN_WORD_CHARS}


def _is_heading(page: HtmlPage, index: int) -> bool:
    element = page.elements[page.blocks[index].element]
    names = f"{element.attributes.get('class')} {element.attributes.get('id')}"
    return element.tag in _HEADINGS or _NAMES.search(names) is not None
