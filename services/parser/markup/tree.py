"""Markup to a tree, within bounds that no news page meets."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from services.parser.markup.attribute_count import may_be_many
from services.parser.markup.bounds import bounded
from services.parser.markup.nesting import FORMATTING

_MAX_TAGS = 30_000
"""Half more than on the largest of 1,589 development pages, which has 19,437."""
_MANY_TAGS = 4_000
"""As deep as fewer tags go, parsing takes a twentieth of a second."""

_MAX_FORMATTING_TAGS = 200
_MAYBE_FORMATTING = re.compile(
    # Both cases spelt out: ignoring case takes three times as long.
    f"<(?=[{''.join({name[0] + name[0].upper() for name in FORMATTING})}])(?:"
    + "|".join(
        re.sub("[a-z]", lambda letter: f"[{letter[0]}{letter[0].upper()}]", name)
        for name in sorted(FORMATTING)
    )
    + r")[\s/]"
)
_FORMATTING = re.compile(rf"<(?:{'|'.join(sorted(FORMATTING))})[\s/][^>]*", re.IGNORECASE)


def read_tree(text: str) -> LexborHTMLParser:
    """Return the tree of the page's first 30,000 tags: no article goes on longer.

    Where there are many tags, or odd ones, it is that of the markup within `bounds`.
    """
    count = text.count("<")
    if count > _MAX_TAGS:
        text = _cut(text)
    if count > _MANY_TAGS or _piles_up(text) or may_be_many(text):
        text = bounded(text)
    return LexborHTMLParser(text)


def _cut(text: str) -> str:
    starts = re.finditer("<", text)
    end = next(match.start() for count, match in enumerate(starts) if count == _MAX_TAGS)
    return text[:end]


def _piles_up(text: str) -> bool:
    """Tell whether formatting elements differ in attributes: only then are all kept open."""
    if len(_MAYBE_FORMATTING.findall(text)) <= _MAX_FORMATTING_TAGS:
        return False
    return len({match.group() for match in _FORMATTING.finditer(text)}) > _MAX_FORMATTING_TAGS
