"""Scores a text: which phrases speak for or against each tag, where, and how much.

Each phrase, class and pair of classes counts once, at its first place. The headline
counts in full, the lead for less, later paragraphs little, and those after the first
hundreds of characters not at all: what an item is about stands at its head.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import add
from typing import NamedTuple

from typing_extensions import override

from schemas.events import Article
from services.classifier.evidence import Contribution, Passage, Points, Reading, Scorer, added
from services.classifier.matching import Hit, Placed, pairs
from services.classifier.model import Counted, Model


class ScoredPassage(NamedTuple):
    """A passage, and its position: what counts in it is worth less the further down."""

    passage: Passage
    position: int


class LinearScorer(Scorer):
    """Scores by the phrases of a linear model."""

    def __init__(self, model: Model) -> None:
        """Take the model."""
        self._model = model

    @property
    @override
    def version(self) -> str:
        return self._model.version

    @property
    @override
    def language(self) -> str:
        return self._model.language

    @override
    def read(self, article: Article) -> Reading:
        found = contributions(self._model, article.headline, article.paragraphs, article.standfirst)
        return Reading(self._model.biases, found)

    @override
    def headline_scores(self, headlines: Sequence[str]) -> list[Points]:
        return [headline_scores(self._model, headline) for headline in headlines]


def passages(
    model: Model, headline: str | None, paragraphs: Sequence[str], standfirst: str | None = None
) -> Iterator[ScoredPassage]:
    """Yield the parts of an article that count, in reading order.

    The standfirst counts as a paragraph before the first one does. Without a headline the
    first of these stands in its place.
    """
    body = [
        Passage("paragraphs", at, text) for at, text in enumerate(paragraphs[: model.positions])
    ]
    if standfirst:
        body.insert(0, Passage("standfirst", None, standfirst))
    if headline:
        yield ScoredPassage(Passage("headline", None, headline), 0)
    first, read = (1 if headline else 0), 0
    for index, passage in enumerate(body[: model.positions - first]):
        if read > model.characters:
            return
        read += len(passage.text)
        yield ScoredPassage(passage, index + first)


def contributions(
    model: Model, headline: str | None, paragraphs: Sequence[str], standfirst: str | None = None
) -> list[Contribution]:
    """Return the spans that count, in reading order, each once."""
    seen: set[int] = set()
    return [
        Contribution(scored.passage, hit.start, hit.end, points)
        for scored in passages(model, headline, paragraphs, standfirst)
        for hit, points in _by_place(_counts(model, scored, seen))
    ]


def headline_scores(model: Model, headline: str) -> Points:
    """Return the `scores` of a headline by itself, without the cost of its contributions."""
    scored = ScoredPassage(Passage("headline", None, headline), 0)
    return added(model.biases, *(points for _, points in _counts(model, scored, set())))


def _by_place(counts: Iterable[tuple[Hit, Points]]) -> Iterator[tuple[Hit, Points]]:
    """The places in reading order, each with the sum of its points; places without any left out."""
    places: dict[Hit, Points] = {}
    for hit, points in counts:
        held = places.get(hit)
        places[hit] = tuple(map(add, held, points)) if held else points
    return (place for place in sorted(places.items()) if any(place[1]))


def _counts(model: Model, scored: ScoredPassage, seen: set[int]) -> Iterator[tuple[Hit, Points]]:
    """The hits that count in a passage with their points; `seen` are numbers counted so far."""
    placed: list[Placed] = []
    for hit, counted, classes in _hits(model, scored):
        for number, points in counted:
            if number not in seen:
                seen.add(number)
                yield hit, points
        if classes:
            placed += [(hit, name) for name in classes]
    if len(placed) > 1:
        yield from _pair_counts(model, scored, placed, seen)


def _pair_counts(
    model: Model, scored: ScoredPassage, placed: Sequence[Placed], seen: set[int]
) -> Iterator[tuple[Hit, Points]]:
    """Yield the two halves of each pair of classes in a sentence, as `_counts` does."""
    for (first, one), (second, other) in pairs(scored.passage.text, placed):
        pair = model.pairs.get((one, other))
        if pair and pair.number not in seen:
            seen.add(pair.number)
            halves = pair.halves[scored.position]
            yield first, halves[0]
            yield second, halves[1]


def _hits(
    model: Model, scored: ScoredPassage
) -> Iterator[tuple[Hit, Sequence[Counted], Sequence[str]]]:
    """The hits that are not ruled out, with what they count for and their classes in pairs."""
    found, position = model.matcher.find(scored.passage.text), scored.position
    excluded = set(found.exclusions)
    for hit in found.hits:
        known = model.known[hit.phrase]
        if hit in excluded:
            yield hit, known.as_exclusion[position], ()
        elif not excluded or not found.hides(hit.start, hit.end):
            yield hit, known.counted[position], known.classes
