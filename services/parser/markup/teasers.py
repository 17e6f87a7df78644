"""Index pages in HTML: they hold no article but point to several."""

from __future__ import annotations

from collections.abc import Sequence

from services.parser.markup.page import WHOLLY_LINKED, HtmlPage

_MIN_TEASERS = 5
_MIN_TEASER_SHARE = 0.75
"""Of a body's blocks; on the article pages that this was measured on two thirds at most."""
_MIN_TITLE_WORDS = 4
_HEADINGS = frozenset(["h2", "h3", "h4"])


def is_index(page: HtmlPage, body: Sequence[int]) -> bool:
    """Tell whether nearly each block of the body is a teaser: it follows a title that is a link.

    A page with a headline of its own on top is an article, however many links stand in it.
    """
    if not body or _has_headline(page, body[0]):
        return False
    teasers = sum(_follows_title(page, index) for index in body)
    return teasers >= max(_MIN_TEASERS, _MIN_TEASER_SHARE * len(body))


def is_list_of_links(page: HtmlPage) -> bool:
    """Tell whether the page has five titles or more that are links and headings, and no body."""
    titles = {
        block.text
        for index, block in enumerate(page.blocks)
        if page.elements[block.element].tag in _HEADINGS and _is_linked_title(page, index)
    }
    return len(titles) >= _MIN_TEASERS


def _has_headline(page: HtmlPage, start: int) -> bool:
    headline = page.hints.headline.casefold()
    return any(
        block.text.casefold() == headline and seen.linked == 0 and _is_title(block.text)
        for block, seen in zip(page.blocks[:start], page.shapes, strict=False)
    )


def _follows_title(page: HtmlPage, index: int) -> bool:
    before = range(max(0, index - 2), index)
    return any(_is_linked_title(page, other) for other in before)


def _is_linked_title(page: HtmlPage, index: int) -> bool:
    return page.shapes[index].linked == WHOLLY_LINKED and _is_title(page.blocks[index].text)


def _is_title(text: str) -> bool:
    return len(text.split()) >= _MIN_TITLE_WORDS
