"""What changes for articles when one model takes the place of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas.tagged import Evidence, Tag, TaggedArticle
from schemas.taxonomy import TAXONOMY

LISTED_MOVE = 10
"""A tag that stays is listed as a change when its confidence moves so many points or more."""

Place = tuple[str, int | None, int, int]
"""Field, index, start and end of a span, as in `schemas.tagged.Evidence`."""


class WeightChange(NamedTuple):
    """A span whose weight changed: 0 where it is no evidence."""

    place: Place
    text: str
    old: int
    new: int


class Change(NamedTuple):
    """A tag given to an article by one model only, or with quite another confidence.

    Confidences and biases are None where the tag is not given; `evidence` is what changed,
    the most first.
    """

    dump_id: str
    article_id: str
    headline: str | None
    tag: str
    old: int | None
    new: int | None
    old_bias: int | None
    new_bias: int | None
    evidence: tuple[WeightChange, ...]


@dataclass(slots=True)
class Tally:
    """What became of one tag in all articles; `moves` are the new less the old confidences."""

    added: int = 0
    removed: int = 0
    moves: list[int] = field(default_factory=list)

    @property
    def mean_move(self) -> float | None:
        """Return the mean change of confidence where the tag stayed, None if it nowhere did."""
        return sum(self.moves) / len(self.moves) if self.moves else None


class Comparison:
    """Collects the differences, article by article."""

    def __init__(self) -> None:
        self.articles = 0
        self.tallies = {definition.tag: Tally() for definition in TAXONOMY}
        self.changes: list[Change] = []

    @property
    def tags_changed(self) -> bool:
        """Tell whether any article gained or lost a tag."""
        return any(tally.added or tally.removed for tally in self.tallies.values())

    def add(self, old: TaggedArticle, new: TaggedArticle) -> None:
        """Take in what the two models made of the same article."""
        self.articles += 1
        before, after = ({tag.tag: tag for tag in article.tags} for article in (old, new))
        for name, tally in self.tallies.items():
            if name in before or name in after:
                self._compare(new, tally, before.get(name), after.get(name))

    def _compare(
        self, article: TaggedArticle, tally: Tally, old: Tag | None, new: Tag | None
    ) -> None:
        if old and new:
            move = new.confidence - old.confidence
            tally.moves.append(move)
            if abs(move) < LISTED_MOVE:
                return
        elif new:
            tally.added += 1
        else:
            tally.removed += 1
        self.changes.append(_change(article, old, new))


def summary(comparison: Comparison, old: str, new: str) -> dict[str, Any]:
    """Return the comparison of the models of these versions, for JSON."""
    return {
        "old": old,
        "new": new,
        "articles": comparison.articles,
        "tags": {tag: _counts(tally) for tag, tally in comparison.tallies.items()},
        "changes": [_fields(change) for change in comparison.changes],
    }


def _counts(tally: Tally) -> dict[str, Any]:
    return {
        "added": tally.added,
        "removed": tally.removed,
        "kept": len(tally.moves),
        "mean_confidence_change": tally.mean_move,
    }


def _fields(change: Change) -> dict[str, Any]:
    evidence = [
        dict(zip(("field", "index", "start", "end"), moved.place, strict=True))
        | {"text": moved.text, "old": moved.old, "new": moved.new}
        for moved in change.evidence
    ]
    return change._asdict() | {"evidence": evidence}


def _change(article: TaggedArticle, old: Tag | None, new: Tag | None) -> Change:
    (tag, *_) = (one for one in (new, old) if one)
    return Change(
        dump_id=article.dump_id,
        article_id=article.article_id,
        headline=article.headline,
        tag=tag.tag,
        old=old.confidence if old else None,
        new=new.confidence if new else None,
        old_bias=old.bias if old else None,
        new_bias=new.bias if new else None,
        evidence=_moved(old.evidence if old else (), new.evidence if new else ()),
    )


def _moved(old: Sequence[Evidence], new: Sequence[Evidence]) -> tuple[WeightChange, ...]:
    texts = {_place(span): span.text for span in (*old, *new)}
    before, after = _weights(old), _weights(new)
    changes = (
        WeightChange(place, text, before.get(place, 0), after.get(place, 0))
        for place, text in texts.items()
    )
    moved = (change for change in changes if change.old != change.new)
    return tuple(sorted(moved, key=lambda change: -abs(change.new - change.old)))


def _weights(evidence: Sequence[Evidence]) -> dict[Place, int]:
    weights: dict[Place, int] = {}
    for span in evidence:
        weights[_place(span)] = weights.get(_place(span), 0) + span.weight
    return weights


def _place(span: Evidence) -> Place:
    return span.field, span.index, span.start, span.end
