"""The lines around headline and body's start: which is the headline, who wrote it, when."""

from __future__ import annotations

from services.parser.ages import split_age
from services.parser.head import BEYOND, REACH, Front
from services.parser.header import Header, read_header_line
from services.parser.looks import look
from services.parser.names import is_by_word
from services.parser.page import Page
from services.parser.traits import long_words

_BEGINNING = 6
_DATES_BEFORE, _DATES_AFTER = 8, 14


def read_front(page: Page, start: int, day_first: bool | None) -> tuple[Front, dict[int, Header]]:
    """Return the lines around the block at which the body starts, and what headers they give."""
    line = page.starts[start]
    first = max(0, line - REACH)
    lines = page.lines[first : line + _DATES_AFTER + 1]
    headers = {
        index: header
        for index, one in enumerate(lines)
        if (header := read_header_line(one, day_first=day_first)) is not None
    }
    within = lines[: line - first + BEYOND]
    words = long_words(" ".join(one.text for one in page.blocks[start : start + _BEGINNING]))
    top = long_words(page.lines[0].text)
    signed = {index for index, one in enumerate(lines) if is_by_word(one.text) or is_age(one.text)}
    front = Front(
        first,
        within,
        [look(one) for one in within],
        line - first,
        words,
        top,
        headers.keys() | signed,
        page.counts,
    )
    return front, headers


def is_age(text: str) -> bool:
    return len(text) <= 60 and text[-1:].isalpha() and split_age(text) is not None
