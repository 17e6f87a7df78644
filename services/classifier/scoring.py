"""Scores a text: which phrases speak for or against each tag, where, and how much.

Each phrase, class and pair of classes counts once, at its first place. The headline
counts in full, the lead for less, later paragraphs little, and those after the first
hundreds of characters not at all: what an item is about stands at its head.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from operator import add
from typing import Literal, NamedTuple

from pydantic import TypeAdapter

from schemas.tagged import Evidence
from services.classifier.matching import Hit, Placed, pairs
from services.classifier.model import Counted, Model, Points


class ScoredPassage(NamedTuple):
    """A headline or paragraph, as `schemas.tagged.Evidence` names it, and its position."""

    field: Literal["headline", "paragraphs"]
    paragraph: int | None
    text: str
    position: int


class Contribution(NamedTuple):
    """The points of a span for each tag, in the order of the taxonomy."""

    passage: ScoredPassage
    start: int
    end: int
    points: Points


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


def passages(
    model: Model, headline: str | None, paragraphs: Sequence[str]
) -> Iterator[ScoredPassage]:
    """Yield the parts of an article that count, in reading order.

    Without a headline the first paragraph stands in its place.
    """
    if headline:
        yield ScoredPassage("headline", None, headline, 0)
    first, read = (1 if headline else 0), 0
    for index, text in enumerate(paragraphs[: model.positions - first]):
        if read > model.characters:
            return
        read += len(text)
        yield ScoredPassage("paragraphs", index, text, index + first)


def contributions(
    model: Model, headline: str | None, paragraphs: Sequence[str]
) -> list[Contribution]:
    """Return the spans that count, in reading order, each once."""
    seen: set[int] = set()
    return [
        Contribution(passage, hit.start, hit.end, points)
        for passage in passages(model, headline, paragraphs)
        for hit, points in _by_place(_counts(model, passage, seen))
    ]


def scores(model: Model, found: Iterable[Contribution]) -> Points:
    """Return each tag's score, its bias and what was found, in the order of the taxonomy."""
    return _sum(model.biases, *(contribution.points for contribution in found))


def headline_scores(model: Model, headline: str) -> Points:
    """Return the `scores` of a headline by itself, without the cost of its contributions."""
    passage = ScoredPassage("headline", None, headline, 0)
    return _sum(model.biases, *(points for _, points in _counts(model, passage, set())))


def confidence(score: int) -> int:
    """Return the logistic of a score in points (hundredths of log-odds) as 0 to 100."""
    # 1 / (1 + exp(-x)) in the form that cannot overflow.
    return round(50 * (1 + math.tanh(score / 200)))


def _by_place(counts: Iterable[tuple[Hit, Points]]) -> Iterator[tuple[Hit, Points]]:
    """The places in reading order, each with the sum of its points; places without any left out."""
    places: dict[Hit, Points] = {}
    for hit, points in counts:
        held = places.get(hit)
        places[hit] = tuple(map(add, held, points)) if held else points
    return (place for place in sorted(places.items()) if any(place[1]))


def _sum(*points: Points) -> Points:
    return tuple(map(sum, zip(*points, strict=True)))


def _counts(model: Model, passage: ScoredPassage, seen: set[int]) -> Iterator[tuple[Hit, Points]]:
    """The hits that count in the passage with their points; `seen` are numbers counted so far."""
    placed: list[Placed] = []
    for hit, counted, classes in _hits(model, passage):
        for number, points in counted:
            if number not in seen:
                seen.add(number)
                yield hit, points
        if classes:
            placed += [(hit, name) for name in classes]
    if len(placed) > 1:
        yield from _pair_counts(model, passage, placed, seen)


def _pair_counts(
    model: Model, passage: ScoredPassage, placed: Sequence[Placed], seen: set[int]
) -> Iterator[tuple[Hit, Points]]:
    """Yield the two halves of each pair of classes in a sentence, as `_counts` does."""
    for (first, one), (second, other) in pairs(passage.text, placed):
        pair = model.pairs.get((one, other))
        if pair and pair.number not in seen:
            seen.add(pair.number)
            halves = pair.halves[passage.position]
            yield first, halves[0]
            yield second, halves[1]


def _hits(
    model: Model, passage: ScoredPassage
) -> Iterator[tuple[Hit, Sequence[Counted], Sequence[str]]]:
    """The hits that are not ruled out, with what they count for and their classes in pairs."""
    found, position = model.matcher.find(passage.text), passage.position
    excluded = set(found.exclusions)
    for hit in found.hits:
        known = model.known[hit.phrase]
        if hit in excluded:
            yield hit, known.as_exclusion[position], ()
        elif not excluded or not found.hides(hit.start, hit.end):
            yield hit, known.counted[position], known.classes
