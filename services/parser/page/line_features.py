"""Features of a line: what its words and characters say about it, each as a small number."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from services.parser.page.boilerplate_words import CREDITS, MACHINERY
from services.parser.page.lines import SPACELESS

SAMPLE_CHARS = 200
"""Characters of a line that are looked at: they tell as much as all of it, and bound the work."""

_LABEL = re.compile(r"[^\W\d_]+(?=:)")
_STRIPPED = "\"'„“”‚‘’«»()[].,:;!?/"  # noqa: RUF001  as printed
_OPENERS = frozenset("\"'„“‚‘«»‹›「『")  # noqa: RUF001  as printed
# The models are trained with these: whoever changes one trains them anew.
_MIN_WORD_CHARS = 4
"""Characters of a word that carries meaning: shorter ones are mostly articles and prepositions."""
_MAX_COUNTED_WORDS = 20
_DIGIT_SAMPLE_CHARS, _CAPITAL_SAMPLE_CHARS = 60, 120
_NO_DIGITS = dict.fromkeys(map(ord, "0123456789"))
_SHARE_STEPS = (0.05, 0.15, 0.3, 0.5)
"""Shares of known words at which `known_words` goes up by one."""


class Wording(NamedTuple):
    """What the words and characters of a line say about it: the features of all the models."""

    tokens: Sequence[str]
    machinery: int
    credit: int
    digits: int
    capitals: int


def wording_of(text: str) -> Wording:
    """Return the words of the line's beginning, and the features that they and it have."""
    tokens = read_tokens(text)
    return Wording(tokens, machinery(tokens), credit(text, tokens), digits(text), capitals(text))


def width_of(text: str) -> int:
    """Return how wide the text is: a character of a script without spaces counts for more."""
    extra = 0 if text.isascii() else len(SPACELESS.findall(text[:SAMPLE_CHARS])) * 3 // 2
    return len(text) + extra


def read_tokens(text: str) -> list[str]:
    """Return the words of the line's beginning in lower case, without marks around them."""
    words = text[:SAMPLE_CHARS].lower().split()
    return [word if word.isalpha() else word.strip(_STRIPPED) for word in words]


def machinery(tokens: Sequence[str]) -> int:
    """Return how much the line talks about the page: none, one word, more (0 to 3)."""
    sample = tokens[:_MAX_COUNTED_WORDS]
    if MACHINERY.isdisjoint(sample):  # most lines: the cheapest answer first
        return 0
    found = len([word for word in sample if word in MACHINERY])
    return min(found, 2) + (found * 2 >= len(sample))


def credit(text: str, tokens: Sequence[str]) -> int:
    """Return whether the line reads like a picture's caption or credit (0 to 2)."""
    sample = text[:SAMPLE_CHARS]
    if "©" in sample or "(c)" in sample or "(C)" in sample:
        return 2
    if not (CREDITS.isdisjoint(tokens[:3]) and CREDITS.isdisjoint(tokens[-4:])):
        return 1
    return int(":" in sample and not CREDITS.isdisjoint(_LABEL.findall(sample.lower())))


def digits(text: str) -> int:
    """Return the share of digits as 0 (none), 1 (few) or 2 (a fifth and more)."""
    sample = text[:_DIGIT_SAMPLE_CHARS]
    found = len(sample) - len(sample.translate(_NO_DIGITS))
    return 0 if not found else 2 if found * 5 >= len(sample) else 1


def capitals(text: str) -> int:
    """Return the share of words in capitals or with a first capital, 0 to 5."""
    sample = text[:_CAPITAL_SAMPLE_CHARS]
    if sample.isupper():
        return 4
    words = sample.split()
    if not words:
        return 5
    found = len([word for word in words if word[0].isupper()])
    return bisect_right((0.15, 0.35, 0.7), found / len(words))


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
    words = {word.strip(_STRIPPED) for word in sample.split() if len(word) >= _MIN_WORD_CHARS}
    wide = () if sample.isascii() else SPACELESS.findall(sample)
    return frozenset(words.union(first + second for first, second in pairwise(wide)))


def known_words(tokens: Sequence[str], known: frozenset[str]) -> int:
    """Return how many of the line's meaningful words are among the known, 0 to 5."""
    own = {word for word in tokens if len(word) > _MIN_WORD_CHARS}
    return 1 + bisect_right(_SHARE_STEPS, len(own & known) / len(own)) if own else 0
