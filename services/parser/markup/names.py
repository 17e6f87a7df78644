"""The words by which a page's authors name its elements: "comments", "entry", "sidebar".

They stand in class, id, itemprop and role, in many spellings: `commentList`, `comment-list_2`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from services.parser.markup.walk import Element

Names = frozenset[str]
"""The words that name an element."""

_NAMING = ("class", "id", "itemprop", "role")
_NO_NAMES: Names = frozenset()
_MAX_NAME_CHARS = 200
"""Of an attribute that are read: a longer list of classes styles, and does not name."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_MIN_WORD_CHARS, _MAX_WORD_CHARS = 3, 20
_SMALL_WORD = re.compile(rf"[a-z]{{{_MIN_WORD_CHARS},}}")
_KNOWN_NAMES = 512
"""Attributes whose words are kept: a page names its elements alike again and again."""


def names_of(element: Element) -> Names:
    """Return the words that name the element."""
    given = element.attributes
    found = [_words(given[kind] or "") for kind in _NAMING if kind in given] if given else []
    return found[0].union(*found[1:]) if found else _NO_NAMES


def names_around(
    elements: Sequence[Element], names: Sequence[Names], known: AbstractSet[str]
) -> list[Names]:
    """Return for each element which of the known words name it or an element around it."""
    found: list[Names] = [frozenset()]  # what names the whole page tells nothing of its parts
    for element, own in zip(elements[1:], names[1:], strict=True):
        around = found[element.parent]
        found.append(around if own <= around else around | (own & known))
    return found


@lru_cache(_KNOWN_NAMES)
def _words(name: str) -> Names:
    text = name[:_MAX_NAME_CHARS]
    # Most names have small letters alone.
    found = _SMALL_WORD.findall(text) if text.islower() else map(str.lower, _WORD.findall(text))
    return frozenset([word for word in found if _MIN_WORD_CHARS <= len(word) <= _MAX_WORD_CHARS])
