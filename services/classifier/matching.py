"""Finds phrases in a passage, in one pass: whole words only, figures of speech ruled out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from services.classifier.spelling import spelled

MAX_PASSAGE_CHARS = 2_000
"""Characters of a passage that are read: no headline or lead goes on longer."""

_SENTENCE_END = re.compile(r"[.!?;:]['\")]{0,9}\s+(?=\S)")
_MAX_CLASSES_IN_SENTENCE = 60
"""Classes in a sentence of which pairs are made: their number grows with the square.

Set by hand, beyond any sentence of news.
"""


class Hit(NamedTuple):
    """A phrase: `text[start:end]` in code points, and its number among the phrases."""

    start: int
    end: int
    phrase: int


class FoundPhrases(NamedTuple):
    """The phrases of a passage; of its exclusions those that are no part of a longer phrase."""

    hits: list[Hit]
    exclusions: list[Hit]

    def hides(self, start: int, end: int) -> bool:
        """Whether the span is a part of an exclusion, and not all of it."""
        return any(
            one.start <= start and end <= one.end and (start, end) != (one.start, one.end)
            for one in self.exclusions
        )


class Matcher:
    """Finds phrases, given in the spelling of `spelling.spelled_phrase`.

    Of those that overlap all are found. An exclusion ("strikes a deal") hides what stands
    in it, unless it stands itself in a longer phrase of the lexicon.
    """

    def __init__(
        self, phrases: Sequence[str], lexical: Iterable[int], exclusions: Iterable[int]
    ) -> None:
        """Take the phrases, and the numbers of those of the lexicon and of the exclusions."""
        self._automaton = AhoCorasick(
            [f" {phrase} " for phrase in phrases], matchkind=MatchKind.Standard
        )
        self.phrases = tuple(phrases)
        self._lexical, self._exclusions = frozenset(lexical), frozenset(exclusions)

    def find(self, text: str) -> FoundPhrases:
        """The phrases in the first `MAX_PASSAGE_CHARS` of the text, in the order of their ends."""
        matches = self._automaton.find_matches_as_indexes(
            spelled(text[:MAX_PASSAGE_CHARS]), overlapping=True
        )
        hits = [Hit(start, end - 2, phrase) for phrase, start, end in matches]
        excluded = [hit for hit in hits if hit.phrase in self._exclusions]
        return FoundPhrases(hits, [hit for hit in excluded if not self._is_part(hit, hits)])

    def _is_part(self, hit: Hit, hits: Iterable[Hit]) -> bool:
        return any(
            other.start <= hit.start
            and hit.end <= other.end
            and other.end - other.start > hit.end - hit.start
            and other.phrase in self._lexical
            and other.phrase not in self._exclusions
            for other in hits
        )


Placed = tuple[Hit, str]
"""A class and the phrase of it that stands in a text."""


def pairs(text: str, placed: Iterable[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Pairs of classes whose phrases stand apart in one sentence, each in alphabetical order."""
    ends = [match.start() + 1 for match in _SENTENCE_END.finditer(text[:MAX_PASSAGE_CHARS])]
    sentences: dict[int, list[Placed]] = {}
    for one in sorted(placed):
        sentences.setdefault(bisect_right(ends, one[0].start), []).append(one)
    for sentence in sentences.values():
        for one, other in combinations(sentence[:_MAX_CLASSES_IN_SENTENCE], 2):
            if other[0].start >= one[0].end:
                yield (one, other) if one[1] < other[1] else (other, one)
