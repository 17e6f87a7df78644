"""Markup to a tree, within bounds: hostile markup costs a parser quadratic time.

Source: the HTML standard, "the list of active formatting elements" and "the stack of open
elements": each block element may copy every open formatting element, and look through
every open element.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

_MOST_TAGS = 30_000  # four times the largest news page seen; as deep as that takes a second
_MOST_FORMATTING = 200
_NAMES = "b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
_MAYBE_FORMATTING = re.compile(
    # Both cases spelt out: ignoring case takes three times as long.
    "<(?:" + re.sub("[a-z]", lambda letter: f"[{letter[0]}{letter[0].upper()}]", _NAMES) + r")[\s/]"
)
_FORMATTING = re.compile(rf"<({_NAMES})[\s/][^>]*", re.IGNORECASE)


def read_tree(text: str) -> LexborHTMLParser:
    """Return the tree of the page's first 30,000 tags: no article goes on longer."""
    if text.count("<") > _MOST_TAGS:
        text = _cut(text)
    if len(_MAYBE_FORMATTING.findall(text)) > _MOST_FORMATTING and _differ(text):
        # Only formatting elements that differ in attributes pile up without a limit.
        text = _FORMATTING.sub(r"<\1", text)
    return LexborHTMLParser(text)


def _cut(text: str) -> str:
    starts = re.finditer("<", text)
    end = next(match.start() for count, match in enumerate(starts) if count == _MOST_TAGS)
    return text[:end]


def _differ(text: str) -> bool:
    return len({match.group() for match in _FORMATTING.finditer(text)}) > _MOST_FORMATTING
