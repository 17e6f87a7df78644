"""What changes for articles when one model takes the place of another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas.tagged import Evidence, Tag, TaggedArticle

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

    Confidences are None where the tag is not given; scores and biases only where a model
    cannot read the article. `evidence` is what changed, the most first.
    """

    dump_id: str
    article_id: str
    headline: str | None
    tag: str
    old: int | None
    new: int | None
    old_score: int | None
    new_score: int | None
    old_bias: int | None
    new_bias: int | None
    evidence: tuple[WeightChange, ...]


class Verdict(NamedTuple):
    """A model's verdict on one tag: given or passed over, neither if it cannot read the text."""

    given: Tag | None
    passed_over: Tag | None


class Judged(NamedTuple):
    """What a model made of an article: its tags, and those that it was not given."""

    article: TaggedArticle
    passed_over: Sequence[Tag] = ()

    def verdict(self, name: str) -> Verdict:
        """Return the verdict on the tag of that name."""
        given = (tag for tag in self.article.tags if tag.tag == name)
        rest = (tag for tag in self.passed_over if tag.tag == name)
        return Verdict(next(given, None), next(rest, None))


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

    def __init__(self, tags: Iterable[str]) -> None:
        self.articles = 0
        self.tallies = {tag: Tally() for tag in tags}
        self.changes: list[Change] = []

    @property
    def tags_changed(self) -> bool:
        """Tell whether any article gained or lost a tag."""
        return any(tally.added or tally.removed for tally in self.tallies.values())

    def add(self, old: Judged, new: Judged) -> None:
        """Take in what the two models made of the same article."""
        self.articles += 1
        for name, tally in self.tallies.items():
            before, after = old.verdict(name), new.verdict(name)
            if before.given or after.given:
                self._compare(new.article, tally, before, after)

    def _compare(self, article: TaggedArticle, tally: Tally, old: Verdict, new: Verdict) -> None:
        if old.given and new.given:
            move = new.given.confidence - old.given.confidence
            tally.moves.append(move)
            if abs(move) < LISTED_MOVE:
                return
        elif new.given:
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


def _change(article: TaggedArticle, old: Verdict, new: Verdict) -> Change:
    before, after = old.given or old.passed_over, new.given or new.passed_over
    (tag, *_) = (one for one in (after, before) if one)
    return Change(
        dump_id=article.dump_id,
        article_id=article.article_id,
        headline=article.headline,
        tag=tag.tag,
        old=old.given.confidence if old.given else None,
        new=new.given.confidence if new.given else None,
        old_score=before.score if before else None,
        new_score=after.score if after else None,
        old_bias=before.bias if before else None,
        new_bias=after.bias if after else None,
        evidence=_moved(before.evidence if before else (), after.evidence if after else ()),
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
