"""The text of an article as the encoder gets it, and where each word of it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from schemas.events import Article
from services.classifier.encoder.encoder_file import EncoderFile, Kind
from services.classifier.encoder.site_name import without_site
from services.classifier.evidence import Passage

_WORD = re.compile(r"[\w\u0300-\u036f]+(?:['\u2019.,:-][\w\u0300-\u036f]+)*")
"""Letters and digits, also with a mark between them: "don't", "12,000", "left-wing"."""

_ANYTHING = re.compile(r"\S+")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Word(NamedTuple):
    """A word: `passage.text[start:end]`, which begins at `place` of the input."""

    place: int
    passage: Passage
    start: int
    end: int


class Part(NamedTuple):
    """A passage of which the first `length` code points stand at `place` of the input."""

    place: int
    passage: Passage
    length: int


class InputText(NamedTuple):
    """An input, its kind, and its words in reading order."""

    text: str
    kind: Kind
    words: list[Word]

    def word_at(self, place: int) -> int | None:
        """Return the number of the word that a place belongs to, None if there is no word.

        What stands between words belongs to the one before it, and what stands before the
        first to that.
        """
        if not self.words:
            return None
        return max(0, bisect_right(self.words, place, key=lambda word: word.place) - 1)


def clean(text: str, length: int) -> str:
    """Return the beginning of a text, of as many code points, without lone surrogates."""
    return _LONE_SURROGATE.sub("\ufffd", text[:length])


def input_text(article: Article, file: EncoderFile) -> InputText:
    """Return the input that the article makes by the rules of the encoder's file."""
    text, parts = "", []
    for before, passage, length in _pieces(article, file):
        text += before
        parts.append(Part(len(text), passage, length))
        text += clean(passage.text, length)
    words = [*_words(parts, _WORD)] or [*_words(parts, _ANYTHING)]
    return InputText(text, _kind(article, file), words)


def _pieces(article: Article, file: EncoderFile) -> Iterator[tuple[str, Passage, int]]:
    """Yield what stands before each passage, the passage, and how much of it counts."""
    between = ""
    if article.headline:
        own = len(without_site(article.headline, article.source))
        # No headline is longer than what counts of a body.
        length = min(own, file.text.body_characters)
        yield "", Passage("headline", None, article.headline), length
        between = file.text.separator
    left = file.text.body_characters
    for passage in _body(article):
        if left <= 0:
            return
        yield between, passage, left
        between = file.text.paragraph_separator
        left -= len(passage.text) + len(between)


def _body(article: Article) -> Iterator[Passage]:
    if article.standfirst:
        yield Passage("standfirst", None, article.standfirst)
    for index, text in enumerate(article.paragraphs):
        if text:
            yield Passage("paragraphs", index, text)


def _kind(article: Article, file: EncoderFile) -> Kind:
    length = 0
    for passage in _body(article):
        length += len(passage.text) + len(file.text.paragraph_separator)
        if length > file.lead_characters:
            return "article"
    return "lead" if length else "headline"


def _words(parts: list[Part], word: re.Pattern[str]) -> Iterator[Word]:
    for place, passage, length in parts:
        for found in word.finditer(passage.text, 0, length):
            yield Word(place + found.start(), passage, found.start(), found.end())
