"""The text of an article as the encoder gets it, and where each word of it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schemas.events import Article
from services.classifier.encoder.encoder_file import EncoderFile, Kind, TextRules
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


def joined(headline: str, body: str, rules: TextRules) -> str:
    """Return the input that a headline without a site's name and a body in one piece make."""
    passages = [Passage("paragraphs", 0, body)] if body else []
    pieces = _pieces(headline, len(headline), passages, rules)
    return "".join(before + clean(passage.text, length) for before, passage, length in pieces)


def kind_of(body_characters: int, lead_characters: int) -> Kind:
    """Return the kind of an input by the length of its body, all of it."""
    if not body_characters:
        return "headline"
    return "lead" if body_characters < lead_characters else "article"


def input_text(article: Article, file: EncoderFile) -> InputText:
    """Return the input that the article makes by the rules of the encoder's file."""
    headline, body = article.headline or "", [*_body(article)]
    told = len(without_site(headline, article.source))
    text, parts = "", []
    for before, passage, length in _pieces(headline, told, body, file.text):
        text += before
        parts.append(Part(len(text), passage, length))
        text += clean(passage.text, length)
    words = [*_words(parts, _WORD)] or [*_words(parts, _ANYTHING)]
    between = len(file.text.paragraph_separator) * max(0, len(body) - 1)
    length = sum(len(passage.text) for passage in body) + between
    return InputText(text, kind_of(length, file.lead_characters), words)


def _pieces(
    headline: str, told: int, body: Iterable[Passage], rules: TextRules
) -> Iterator[tuple[str, Passage, int]]:
    """Yield what stands before each passage, the passage, and how much of it counts.

    Of the headline that is as many code points as it has `told` without its site's name.
    """
    between = ""
    if headline:
        # No headline is longer than what counts of a body.
        yield "", Passage("headline", None, headline), min(told, rules.body_characters)
        between = rules.separator
    left = rules.body_characters
    for passage in body:
        if left <= 0:
            return
        yield between, passage, left
        between = rules.paragraph_separator
        left -= len(passage.text) + len(between)


def _body(article: Article) -> Iterator[Passage]:
    if article.standfirst:
        yield Passage("standfirst", None, article.standfirst)
    for index, text in enumerate(article.paragraphs):
        if text:
            yield Passage("paragraphs", index, text)


def _words(parts: list[Part], word: re.Pattern[str]) -> Iterator[Word]:
    for place, passage, length in parts:
        for found in word.finditer(passage.text, 0, length):
            yield Word(place + found.start(), passage, found.start(), found.end())
