"""What a model finds in an article, as points of spans, and how it is published."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, Protocol

from pydantic import TypeAdapter

from schemas.events import Article
from schemas.tagged import Evidence

Points = tuple[int, ...]
"""Points, hundredths of log-odds, in the order of the taxonomy."""


class Passage(NamedTuple):
    """A headline, standfirst or paragraph, as `schemas.tagged.Evidence` names it.

    `paragraph` is its index there.
    """

    field: Literal["headline", "standfirst", "paragraphs"]
    paragraph: int | None
    text: str


class Contribution(NamedTuple):
    """The points of a span for each tag."""

    passage: Passage
    start: int
    end: int
    points: Points


class Reading(NamedTuple):
    """What a model reads in an article: the scores are the biases and all contributions."""

    biases: Points
    contributions: Sequence[Contribution]

    @property
    def scores(self) -> Points:
        """Each tag's score."""
        return added(self.biases, *(one.points for one in self.contributions))


class Scorer(Protocol):
    """A model that scores texts; `language` is the one it reads, a primary BCP 47 subtag."""

    @property
    def version(self) -> str:
        """The model's version, which changes with it."""

    @property
    def language(self) -> str:
        """The language that it reads."""

    def read(self, article: Article) -> Reading:
        """Return what it reads in an article, contributions in reading order."""

    def headline_scores(self, headlines: Sequence[str]) -> Sequence[Points]:
        """Return the scores of each headline by itself."""


def added(*points: Points) -> Points:
    """Return the sum for each tag."""
    return tuple(map(sum, zip(*points, strict=True)))


_EVIDENCE = TypeAdapter(tuple[Evidence, ...])


def evidence(found: Iterable[Contribution], tag: int) -> tuple[Evidence, ...]:
    """The spans that count for or against a tag, by its number in the taxonomy, as published."""
    # One call for all of them costs less than one for each.
    return _EVIDENCE.validate_python(
        [
            {
                "field": passage.field,
                "index": passage.paragraph,
                "start": start,
                "end": end,
                "text": passage.text[start:end],
                "weight": points[tag],
            }
            for passage, start, end, points in found
            if points[tag]
        ]
    )


def confidence(score: int) -> int:
    """Return the logistic of a score in points (hundredths of log-odds) as 0 to 100."""
    # 1 / (1 + exp(-x)) in the form that cannot overflow.
    return round(50 * (1 + math.tanh(score / 200)))
