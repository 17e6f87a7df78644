"""What a line's words and characters say about it, each as a small number."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from services.parser.words import CREDITS, MACHINERY

WIDE = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af]")
"""A character of the scripts, Thai to CJK, that mostly write no spaces between words."""

SAMPLE = 300
"""Characters of a line that are looked at."""

_STRIPPED = "\"'„“”‚‘’«»()[].,:;!?/"  # noqa: RUF001  as printed
_OPENERS = frozenset("\"'„“‚‘«»‹›「『")  # noqa: RUF001  as printed
_LONG_WORD = 4
_MOST_COUNTED = 20
_MANY = 200
_SHARES = (0.05, 0.15, 0.3, 0.5)


def read_tokens(text: str) -> list[str]:
    """Return the words of the line's beginning in lower case, without marks around them."""
    return [word.strip(_STRIPPED) for word in text[:SAMPLE].lower().split()]


def machinery(tokens: Sequence[str]) -> int:
    """Return how much the line talks about the page: none, one word, more (0 to 3)."""
    sample = tokens[:_MOST_COUNTED]
    found = len([word for word in sample if word in MACHINERY])
    return min(found, 2) + (1 if found and found * 2 >= len(sample) else 0)


def credit(text: str, tokens: Sequence[str]) -> int:
    """Return whether the line reads like a picture's caption or credit (0 to 2)."""
    sample = text[:SAMPLE]
    if "©" in sample or "(c)" in sample or "(C)" in sample:
        return 2
    if not (CREDITS.isdisjoint(tokens[:3]) and CREDITS.isdisjoint(tokens[-4:])):
        return 1
    return int(
        ":" in sample
        and any(w[-1] == ":" and w.strip("(:[").lower() in CREDITS for w in sample.split())
    )


def digits(text: str) -> int:
    """Return the share of digits as 0 (none), 1 (few) or 2 (a fifth and more)."""
    sample = text[:60]
    found = len([character for character in sample if "0" <= character <= "9"])
    return 0 if not found else 2 if found * 5 >= len(sample) else 1


def capitals(text: str) -> int:
    """Return the share of words in capitals or with a first capital, 0 to 5."""
    words = text[:_MANY].split()[:_MOST_COUNTED]
    if not words:
        return 5
    if text[:_MANY].isupper():
        return 4
    share = len([word for word in words if word[0].isupper()]) / len(words)
    return bisect_right((0.15, 0.35, 0.7), share)


def start(text: str) -> int:
    """Return the kind of the first character: capital, small, digit, quote, letter, other."""
    first = text[:1]
    if first.isupper():
        return 0
    if first.islower():
        return 1
    if first.isdigit():
        return 2
    if first in _OPENERS:
        return 3
    return 4 if first.isalpha() else 5


def long_words(text: str) -> frozenset[str]:
    """Return the words that carry meaning; of scripts without spaces pairs of characters."""
    sample = text[:4000].lower()
    words = {word.strip(_STRIPPED) for word in sample.split() if len(word) >= _LONG_WORD}
    wide = () if sample.isascii() else WIDE.findall(sample)
    return frozenset(words.union(first + second for first, second in pairwise(wide)))


def kin(tokens: Sequence[str], known: frozenset[str]) -> int:
    """Return how many of the line's meaningful words are among the known, 0 to 5."""
    own = [word for word in tokens if len(word) > _LONG_WORD]
    if not own:
        return 0
    return 1 + bisect_right(_SHARES, len([word for word in own if word in known]) / len(own))
