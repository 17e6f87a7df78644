"""Tags an article: pure, no input or output but the packaged model.

Scores are linear in the phrases found, so a tag's bias and evidence add up to it
exactly, and its confidence is the logistic of that score. The phrases are English: an
article declared to be in another language gets no tags, nor do the headlines around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from schemas.events import Article, Headline, RankedHeadline
from schemas.tagged import (
    Classifier,
    Evidence,
    HeadlineTag,
    Tag,
    TaggedArticle,
    TaggedHeadline,
    TaggedRankedHeadline,
)
from schemas.taxonomy import TAXONOMY, TagDefinition
from services.classifier.model import Model, load_model
from services.classifier.scoring import Finding, confidence, findings

THRESHOLD = 50
"""The confidence from which a tag or a subject is given."""

CLASSIFIER = Classifier(name="tagwire", version=load_model().version)
"""Stands in every tagged article; a changed model has another version."""


def classify(article: Article) -> TaggedArticle:
    """Return the article, otherwise unchanged, with its tags and those of its headlines."""
    readable = _readable(article.language)
    return TaggedArticle.model_validate(
        dict(article)
        | {
            "related": [_related(item, readable=readable) for item in article.related],
            "most_viewed": [_ranked(item, readable=readable) for item in article.most_viewed],
            "tags": _tags(article.headline, article.paragraphs) if readable else (),
            "classifier": CLASSIFIER,
        }
    )


def _readable(language: str | None) -> bool:
    return language is None or language.lower().partition("-")[0] == load_model().language


def _related(item: Headline, *, readable: bool) -> TaggedHeadline:
    return TaggedHeadline(**dict(item), tags=_headline_tags(item) if readable else ())


def _ranked(item: RankedHeadline, *, readable: bool) -> TaggedRankedHeadline:
    return TaggedRankedHeadline(**dict(item), tags=_headline_tags(item) if readable else ())


def _headline_tags(item: Headline) -> tuple[HeadlineTag, ...]:
    return tuple(
        HeadlineTag(tag=verdict.definition.tag, confidence=confidence(verdict.score))
        for verdict in _verdicts(load_model(), item.headline, ())
    )


def _tags(headline: str | None, paragraphs: Sequence[str]) -> tuple[Tag, ...]:
    return tuple(_tag(verdict) for verdict in _verdicts(load_model(), headline, paragraphs))


class _Verdict(NamedTuple):
    definition: TagDefinition
    bias: int
    score: int
    evidence: tuple[Evidence, ...]


def _verdicts(model: Model, headline: str | None, paragraphs: Sequence[str]) -> list[_Verdict]:
    """Return the verdicts for the tags to be given, in the order of the output."""
    found = findings(model, headline, paragraphs)
    verdicts = (_verdict(model, tag, found) for tag in range(len(TAXONOMY)))
    given = [verdict for verdict in verdicts if confidence(verdict.score) >= THRESHOLD]
    # The sort is stable: equal confidences stay in the taxonomy's order.
    return sorted(given, key=lambda verdict: -confidence(verdict.score))


def _verdict(model: Model, tag: int, found: Sequence[Finding]) -> _Verdict:
    own = [finding for finding in found if finding.points[tag]]
    score = model.biases[tag] + sum(finding.points[tag] for finding in own)
    evidence = tuple(finding.evidence(tag) for finding in own)
    return _Verdict(TAXONOMY[tag], model.biases[tag], score, evidence)


def _tag(verdict: _Verdict) -> Tag:
    definition = verdict.definition
    return Tag(
        tag=definition.tag,
        code=definition.code,
        name=definition.name,
        confidence=confidence(verdict.score),
        score=verdict.score,
        bias=verdict.bias,
        evidence=verdict.evidence,
    )
