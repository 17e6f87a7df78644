"""What the model learns from: words, word pairs, lexicon members, classes, pairs of classes.

A feature is its kind and what it is, such as ``stem:kill`` or ``with:police protest``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from services.classifier.matching import MAX_PASSAGE_CHARS, FoundPhrases, Placed, pairs
from services.classifier.spelling import spelled
from services.classifier.training.lexicon import Lexicon

KINDS = ("stem", "pair", "class", "member", "exclusion", "with")

_EMPTY_WORDS = frozenset(
    """
    a an the of in on at to for from by with as into onto over under about after before between
    and or but nor if than that this these those there which who whom whose what when where while
    it its he him his she her they them their we us our you your i my me
    is are was were be been being am has have had having do does did will would can could may
    might shall should must not no so too also very more most some any all each both other such
    s t re ve ll d m
    """.split()  # noqa: SIM905  a page of quotes is harder to read
)
"""Words that say nothing of what a text is about; alone or together they explain no tag."""

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?;]) ")
_LEFT_OUT = frozenset(["the", "a", "an", "is", "are", "was", "were", "has", "have", "had", "been"])
"""Words that headlines leave out."""

_MAX_HEADLINE_WORDS = 10
"""Words of a sentence cut to a headline: about as many as headlines have."""


def features(text: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the features of a text; what stands in a figure of speech has none."""
    found = lexicon.matcher.find(text)
    return frozenset((*_words(text, found), *_phrases(text, found, lexicon)))


def telegraphic(text: str) -> str:
    """Return the first sentence as a headline might have it: ten words, without articles."""
    words = _SENTENCE.split(text, maxsplit=1)[0].split(" ")
    told = [word for word in words if word.lower() not in _LEFT_OUT]
    return " ".join(told[:_MAX_HEADLINE_WORDS])


class Word(NamedTuple):
    """A word in the model's spelling that stands at `text[start:end]`."""

    start: int
    end: int
    what: str


def words_of(text: str) -> list[Word]:
    """Return the words of a text in the model's spelling, with their places in the text."""
    padded = spelled(text[:MAX_PASSAGE_CHARS])
    return [Word(m.start() - 1, m.end() - 1, m.group()) for m in _WORD.finditer(padded)]


@cache
def stem(word: str) -> str:
    """Return the stem by the Snowball stemmer for English."""
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:  # noqa: ANN401  published without types
    import snowballstemmer  # noqa: PLC0415  for training only

    return snowballstemmer.stemmer("english")


def _words(text: str, found: FoundPhrases) -> Iterator[str]:
    words = words_of(text)
    for one in words:
        if one.what not in _EMPTY_WORDS and not found.hides(one.start, one.end):
            yield f"stem:{stem(one.what)}"
    for first, second in adjacent(words):
        if _EMPTY_WORDS.issuperset((first.what, second.what)):
            continue
        if not found.hides(first.start, second.end):
            yield f"pair:{stem(first.what)} {stem(second.what)}"


def adjacent(words: list[Word]) -> Iterator[tuple[Word, Word]]:
    """Yield the words that follow each other with one space between."""
    return ((one, other) for one, other in pairwise(words) if other.start == one.end + 1)


def _phrases(text: str, found: FoundPhrases, lexicon: Lexicon) -> Iterator[str]:
    placed: list[Placed] = []
    excluded = set(found.exclusions)
    for hit in found.hits:
        phrase = lexicon.phrases[hit.phrase]
        if hit in excluded:
            yield f"exclusion:{lexicon.exclusions[phrase]}"
        elif phrase in lexicon.classes and not found.hides(hit.start, hit.end):
            root, classes = lexicon.roots[phrase], lexicon.classes[phrase]
            if root:
                yield f"member:{root}"
            yield from (f"class:{name}" for name in classes)
            placed += [(hit, name) for name in classes]
    for (_, one), (_, other) in pairs(text, placed):
        yield f"with:{one} {other}"
