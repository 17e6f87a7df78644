"""Tags an article: pure, no input or output but the packaged model.

Scores are linear in the phrases found, so a tag's bias and evidence add up to it
exactly, and its confidence is the logistic of that score. The phrases are of one language:
an article in another gets no tags, nor do the headlines around it, and says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from schemas.events import Article, Headline
from schemas.tagged import (
    Classifier,
    HeadlineTag,
    Subject,
    Tag,
    TaggedArticle,
    TaggedHeadline,
    TaggedRankedHeadline,
    Temporality,
)
from schemas.taxonomy import TAXONOMY, TagDefinition
from services.classifier.languages import is_readable
from services.classifier.model import Model, Points
from services.classifier.pack import Pack
from services.classifier.packaged import load_pack
from services.classifier.scoring import (
    Contribution,
    confidence,
    contributions,
    evidence,
    headline_scores,
    scores,
)
from services.classifier.subjects import subjects_of
from services.classifier.temporality import temporalities_of

MIN_TAG_CONFIDENCE = 50
"""The confidence from which a tag is given."""

CLASSIFIER = Classifier(name="tagwire", version=load_pack().version)
"""Stands in every tagged article; a changed model has another version."""


def classify(article: Article, model: Model | None = None) -> TaggedArticle:
    """Return the article, otherwise unchanged, with its tags and those of its headlines.

    `model` takes the place of the packaged one, None leaves it there. In another language
    than the model's there are no tags, and `classifier.reason` says so.
    """
    pack = replace(load_pack(), model=model) if model else load_pack()
    readable = is_readable(article, pack.model.language)
    reader = pack if readable else None
    # `vars` gives a model's fields at a fraction of what `dict` costs.
    return TaggedArticle.model_validate(
        vars(article)
        | {
            "related": [
                TaggedHeadline(**vars(item), tags=_headline_tags(item, reader))
                for item in article.related
            ],
            "most_viewed": [
                TaggedRankedHeadline(**vars(item), tags=_headline_tags(item, reader))
                for item in article.most_viewed
            ],
            "tags": _tags(article, reader),
            "classifier": Classifier(
                name=CLASSIFIER.name,
                version=pack.version,
                reason=None if readable else "unsupported-language",
            ),
        }
    )


def _tags(article: Article, pack: Pack | None) -> tuple[Tag, ...]:
    """Return the tags, none where no model can read the article."""
    if pack is None:
        return ()
    headline, paragraphs = article.headline, article.paragraphs
    found = contributions(pack.model, headline, paragraphs)
    verdicts = _verdicts(scores(pack.model, found))
    given = {one.definition.tag: one.confidence for one in verdicts}
    subjects = subjects_of(pack.subjects, headline, paragraphs, given)
    published_at = article.published_at
    temporalities = temporalities_of(pack.cues, headline, paragraphs, published_at, given)
    return tuple(
        _tag(
            one, found, pack.model, subjects[one.definition.tag], temporalities[one.definition.tag]
        )
        for one in verdicts
    )


def _headline_tags(item: Headline, pack: Pack | None) -> tuple[HeadlineTag, ...]:
    verdicts = _verdicts(headline_scores(pack.model, item.headline)) if pack else ()
    return tuple(
        HeadlineTag(tag=verdict.definition.tag, confidence=verdict.confidence)
        for verdict in verdicts
    )


class _Verdict(NamedTuple):
    """A tag to be given, by its number in the taxonomy."""

    number: int
    score: int
    confidence: int

    @property
    def definition(self) -> TagDefinition:
        return TAXONOMY[self.number]


def _verdicts(points: Points) -> list[_Verdict]:
    """Return the verdicts for the tags to be given, in the order of the output."""
    verdicts = (_Verdict(tag, score, confidence(score)) for tag, score in enumerate(points))
    given = [verdict for verdict in verdicts if verdict.confidence >= MIN_TAG_CONFIDENCE]
    # The sort is stable: equal confidences stay in the taxonomy's order.
    return sorted(given, key=lambda verdict: -verdict.confidence)


def _tag(
    verdict: _Verdict,
    found: Iterable[Contribution],
    model: Model,
    subjects: tuple[Subject, ...],
    temporality: Temporality,
) -> Tag:
    number, score, percent = verdict
    definition = verdict.definition
    return Tag(
        tag=definition.tag,
        code=definition.code,
        name=definition.name,
        confidence=percent,
        score=score,
        bias=model.biases[number],
        subjects=subjects,
        temporality=temporality,
        evidence=evidence(found, number),
    )
