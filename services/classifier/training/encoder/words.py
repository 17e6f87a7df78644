"""The words of texts, as far as making an encoder asks for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_SMALL_WORD = re.compile(r"(?<![\w-])[a-z]+(?!\w)")
_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")

_MIN_USES = 2


def common_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that are written small: such a name of a city means more than the city."""
    uses = Counter(word for text in texts for word in _SMALL_WORD.findall(text))
    return frozenset(word for word, count in uses.items() if count >= _MIN_USES)


def word_places(text: str) -> list[tuple[int, int]]:
    """Return where each word of a text begins and ends."""
    return [found.span() for found in _WORD.finditer(text)]
