"""Pages that hold no article but point to several: an index, a section's front."""

from __future__ import annotations

from collections.abc import Sequence

from services.parser.markup.page import WHOLLY_LINKED, Page

_LEAST = 5
_LEAST_SHARE = 0.75  # two thirds at most on the article pages that this was measured on
_LEAST_WORDS = 4


def is_index(page: Page, body: Sequence[int]) -> bool:
    """Tell whether nearly each block of the body is a teaser: it follows a title that is a link."""
    teasers = sum(_follows_title(page, index) for index in body)
    return teasers >= max(_LEAST, _LEAST_SHARE * len(body))


def _follows_title(page: Page, index: int) -> bool:
    before = range(max(0, index - 2), index)
    return any(_is_linked_title(page, other) for other in before)


def _is_linked_title(page: Page, index: int) -> bool:
    words = page.blocks[index].text.split()
    return page.looks[index].linked == WHOLLY_LINKED and len(words) >= _LEAST_WORDS
