"""Scores a text: which phrases speak for or against each tag, where, and how much.

Each phrase, class and pair of classes counts once, at its first place. The headline
counts in full, the lead for less, later paragraphs little, and those after the first
hundreds of characters not at all: what an item is about stands at its head.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from operator import add
from typing import Literal, NamedTuple

from schemas.tagged import Evidence
from services.classifier.matching import Hit, Placed, pairs
from services.classifier.model import Counted, Model, Points


class Passage(NamedTuple):
    """A headline or paragraph, as `schemas.tagged.Evidence` names it, and its position."""

    field: Literal["headline", "paragraphs"]
    paragraph: int | None
    text: str
    position: int


class Finding(NamedTuple):
    """What a span of a passage contributes to each tag, in the order of the taxonomy."""

    passage: Passage
    start: int
    end: int
    points: Points

    def evidence(self, tag: int) -> Evidence:
        """Return the finding for the tag of that number as it is published."""
        return Evidence(
            field=self.passage.field,
            index=self.passage.paragraph,
            start=self.start,
            end=self.end,
            text=self.passage.text[self.start : self.end],
            weight=self.points[tag],
        )


def passages(model: Model, headline: str | None, paragraphs: Sequence[str]) -> Iterator[Passage]:
    """Yield the parts of an article that count, in reading order.

    Without a headline the first paragraph stands in its place.
    """
    if headline:
        yield Passage("headline", None, headline, 0)
    first, read = (1 if headline else 0), 0
    for index, text in enumerate(paragraphs[: model.positions - first]):
        if read > model.characters:
            return
        read += len(text)
        yield Passage("paragraphs", index, text, index + first)


def findings(model: Model, headline: str | None, paragraphs: Sequence[str]) -> list[Finding]:
    """Return the spans that count, in reading order, each once."""
    seen: set[int] = set()
    return [
        Finding(passage, start, end, points)
        for passage in passages(model, headline, paragraphs)
        for (start, end), points in sorted(_spans(model, passage, seen).items())
    ]


def confidence(score: int) -> int:
    """Return the logistic of a score in points (hundredths of log-odds) as 0 to 100."""
    # 1 / (1 + exp(-x)) in the form that cannot overflow.
    return round(50 * (1 + math.tanh(score / 200)))


def _spans(model: Model, passage: Passage, seen: set[int]) -> dict[tuple[int, int], Points]:
    """Return the points of each span of the passage; `seen` are the numbers counted so far."""
    spans: dict[tuple[int, int], Points] = {}
    placed: list[Placed] = []
    position = passage.position
    for hit, counted, classes in _hits(model, passage):
        for one in counted:
            if one.number not in seen:
                seen.add(one.number)
                _add(spans, (hit.start, hit.end), one.points[position])
        placed += [Placed(hit.start, hit.end, name) for name in classes]
    for first, second in pairs(passage.text, placed) if len(placed) > 1 else ():
        pair = model.pairs.get((first.what, second.what))
        if pair and pair.number not in seen:
            seen.add(pair.number)
            halves = _halves(pair.points[position])
            for place, points in zip((first, second), halves, strict=True):
                _add(spans, (place.start, place.end), points)
    return {span: points for span, points in spans.items() if any(points)}


def _add(spans: dict[tuple[int, int], Points], span: tuple[int, int], points: Points) -> None:
    held = spans.get(span)
    spans[span] = tuple(map(add, held, points)) if held else points


def _hits(model: Model, passage: Passage) -> Iterator[tuple[Hit, Sequence[Counted], Sequence[str]]]:
    """Yield the phrases that count with what counts and their classes; exclusions have none."""
    found, position = model.matcher.find(passage.text), passage.position
    excluded = set(found.exclusions)
    for hit in found.hits:
        known = model.known[hit.phrase]
        if hit in excluded:
            yield hit, known.as_exclusion[position], ()
        elif not excluded or not found.hides(hit.start, hit.end):
            yield hit, known.counted[position], known.classes


def _halves(points: Points) -> tuple[Points, Points]:
    first = tuple(point // 2 for point in points)
    return first, tuple(point - half for point, half in zip(points, first, strict=True))
