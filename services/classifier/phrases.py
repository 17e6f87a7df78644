"""Finds known phrases in a text, in one pass, with offsets into the text as it was given."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u0060\u00b4"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_SPACES = "\t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
# The automaton takes UTF-8, which has no lone surrogates; Python text can hold them.
_SURROGATES = "".join(map(chr, range(0xD800, 0xE000)))

# Letters stand for themselves: for a character that is missing, `str.translate` catches an
# error, which takes several times as long.
_LETTERS = {code: chr(code) for code in range(0x250)}

PLAIN = {
    **_LETTERS,
    **dict.fromkeys(map(ord, _SINGLE_QUOTES), "'"),
    **dict.fromkeys(map(ord, _DOUBLE_QUOTES), '"'),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _SURROGATES), "\ufffd"),
}
"""For `str.translate`: plain quotes, dashes and spaces."""


class Match(NamedTuple):
    """A phrase in a text: `text[start:end]` in code points, `phrase` in its folded form."""

    start: int
    end: int
    phrase: str


def fold(text: str) -> str:
    """Return the text in lower case, with plain quotes, dashes and spaces.

    Every code point becomes exactly one, so an offset holds in both texts.
    """
    return lowered(text).translate(PLAIN)


def lowered(text: str) -> str:
    """Return the text in lower case, every code point as one."""
    lower = text.lower()
    if len(lower) != len(text):
        # 'İ' is lowered to two code points, 'i' and a dot above: the first one will do.
        lower = "".join(char.lower()[0] for char in text)
    return lower


class PhraseFinder:
    """Finds whole phrases, without regard to case and typography.

    Of phrases that overlap, the leftmost wins, and of those the longest. A phrase
    counts only where no letter, digit or combining mark adjoins it.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take the phrases, in any case. Raises `ValueError` if one is empty."""
        self._phrases = [fold(phrase) for phrase in phrases]
        # Standard matching reports every match. The automaton's own leftmost-longest would
        # let "killer app" hide "killer" in "killer apparently", where only the latter is whole.
        self._automaton = AhoCorasick(self._phrases, matchkind=MatchKind.Standard)

    def find(self, text: str) -> list[Match]:
        """Return the phrases in the text in order; they don't overlap."""
        found: list[Match] = []
        for match in sorted(self._whole(fold(text)), key=lambda match: (match.start, -match.end)):
            if not found or match.start >= found[-1].end:
                found.append(match)
        return found

    def _whole(self, folded: str) -> Iterable[Match]:
        for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if not (_in_word(folded, start - 1) or _in_word(folded, end)):
                yield Match(start, end, self._phrases[index])


def _in_word(text: str, position: int) -> bool:
    if not 0 <= position < len(text):
        return False
    char = text[position]
    return char.isalnum() or unicodedata.category(char).startswith("M")
