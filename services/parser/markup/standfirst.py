"""The standfirst of an HTML page: the lines under its headline, by the names of their elements."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.parser.credits.header_line import read_header_line
from services.parser.markup.page import HtmlPage
from services.parser.page.lines import Line

_NAMES = re.compile(
    r"(?<![a-z])(?:standfirst|stand-first|sub-?(?:title|head|headline|line)|lead|lead-?(?:text|in)|"
    r"lede|intro|introduction|teaser(?:[-_]?text)?|excerpt|summary|abstract|dek|deck|preamble|"
    r"vorspann|einleitung|chapo|entradilla|bajada|sommario|occhiello|catenaccio|strapline|perex|"
    r"ingress|manchet|preface|resumen|linha-fina)(?![a-z])"
)
"""What publishers call a standfirst in their class names, in the languages of news."""

_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where "leadText" is cut in two words."""

_BLOCKS_BEFORE_BODY = 3
_MIN_CHARS, _MAX_CHARS = 30, 800
_MIN_BLOCKS_AFTER = 3
"""An article of fewer paragraphs needs them all. Set by hand on the development pages."""


def find_standfirst(page: HtmlPage, body: Sequence[int]) -> int | None:
    """Return the block at the body's start that its element calls a standfirst, None without."""
    if len(body) <= _MIN_BLOCKS_AFTER:
        return None
    after = _parent(page, body[1])
    near = range(max(0, body[0] - _BLOCKS_BEFORE_BODY), body[0] + 1)
    return next((index for index in near if _is_standfirst(page, index, after)), None)


def _is_standfirst(page: HtmlPage, index: int, parent_after: int) -> bool:
    """Tell it by the element's own names, or those of one around it that does not hold the body."""
    block = page.blocks[index]
    text = block.text
    if not _MIN_CHARS <= len(text) <= _MAX_CHARS or block.linked * 2 > len(text):
        return False
    if text == page.hints.headline or read_header_line(Line(text)) is not None:
        return False
    parent = _parent(page, index)
    near = [block.element] if parent == parent_after else [block.element, parent]
    return any(_is_named(page.elements[element].attributes.get("class")) for element in near)


def _is_named(names: str | None) -> bool:
    return _NAMES.search(_SEAM.sub("-", names or "").lower()) is not None


def _parent(page: HtmlPage, index: int) -> int:
    return page.elements[page.blocks[index].element].parent
