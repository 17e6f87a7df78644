"""Tags an article: pure, no input or output but the packaged model.

Scores are linear in the phrases found, so a tag's bias and evidence add up to it
exactly, and its confidence is the logistic of that score. The phrases are of one language:
an article in another gets no tags, nor do the headlines around it, and says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from schemas.events import Article, Headline, RankedHeadline
from schemas.tagged import (
    Classifier,
    HeadlineTag,
    Subject,
    Tag,
    TaggedArticle,
    TaggedHeadline,
    TaggedRankedHeadline,
)
from schemas.taxonomy import TAXONOMY, TagDefinition
from services.classifier.languages import is_readable
from services.classifier.model import Model, load_model
from services.classifier.scoring import Finding, Mention, confidence, findings, mentions

THRESHOLD = 50
"""The confidence from which a tag or a subject is given."""

CLASSIFIER = Classifier(name="tagwire", version=load_model().version)
"""Stands in every tagged article; a changed model has another version."""


def classify(article: Article, model: Model | None = None) -> TaggedArticle:
    """Return the article, otherwise unchanged, with its tags and those of its headlines.

    `model` None is the packaged one. In another language than the model's there are no
    tags, and `classifier.reason` says so.
    """
    model = model or load_model()
    if not is_readable(article, model.language):
        return _untagged(article, model)
    return TaggedArticle.model_validate(
        dict(article)
        | {
            "related": [_related(item, model) for item in article.related],
            "most_viewed": [_ranked(item, model) for item in article.most_viewed],
            "tags": _tags(article.headline, article.paragraphs, model),
            "classifier": Classifier(name=CLASSIFIER.name, version=model.version),
        }
    )


def _untagged(article: Article, model: Model) -> TaggedArticle:
    reason: Literal["unsupported-language"] = "unsupported-language"
    classifier = Classifier(name=CLASSIFIER.name, version=model.version, reason=reason)
    return TaggedArticle.model_validate(
        dict(article)
        | {
            "related": [TaggedHeadline(**dict(item)) for item in article.related],
            "most_viewed": [TaggedRankedHeadline(**dict(item)) for item in article.most_viewed],
            "classifier": classifier,
        }
    )


def _tags(headline: str | None, paragraphs: Sequence[str], model: Model) -> tuple[Tag, ...]:
    return tuple(_tag(verdict, model) for verdict in _verdicts(headline, paragraphs, model))


def _related(item: Headline, model: Model) -> TaggedHeadline:
    return TaggedHeadline(**dict(item), tags=_headline_tags(item, model))


def _ranked(item: RankedHeadline, model: Model) -> TaggedRankedHeadline:
    return TaggedRankedHeadline(**dict(item), tags=_headline_tags(item, model))


def _headline_tags(item: Headline, model: Model) -> tuple[HeadlineTag, ...]:
    return tuple(
        HeadlineTag(tag=verdict.definition.tag, confidence=confidence(verdict.score))
        for verdict in _verdicts(item.headline, (), model)
    )


class _Verdict(NamedTuple):
    definition: TagDefinition
    bias: int
    score: int
    found: list[Finding]


def _verdicts(headline: str | None, paragraphs: Sequence[str], model: Model) -> list[_Verdict]:
    """Return the verdicts for the tags to be given, in the order of the output."""
    mentioned = mentions(model, headline, paragraphs)
    verdicts = (_verdict(definition, mentioned, model) for definition in TAXONOMY)
    given = [verdict for verdict in verdicts if confidence(verdict.score) >= THRESHOLD]
    # The sort is stable: equal confidences stay in the taxonomy's order.
    return sorted(given, key=lambda verdict: -confidence(verdict.score))


def _verdict(definition: TagDefinition, mentioned: Sequence[Mention], model: Model) -> _Verdict:
    bias = model.biases[definition.tag]
    found = findings(mentioned, definition.tag)
    return _Verdict(definition, bias, bias + sum(finding.weight for finding in found), found)


def _tag(verdict: _Verdict, model: Model) -> Tag:
    definition = verdict.definition
    return Tag(
        tag=definition.tag,
        code=definition.code,
        name=definition.name,
        confidence=confidence(verdict.score),
        score=verdict.score,
        bias=verdict.bias,
        subjects=_subjects(verdict, model),
        evidence=tuple(finding.evidence() for finding in verdict.found),
    )


def _subjects(verdict: _Verdict, model: Model) -> tuple[Subject, ...]:
    """Return the tag's subjects, highest confidence first, never above the tag's own.

    A subject's score is the tag's without the evidence that names other subjects only:
    "killed" supports an earthquake and a flood alike, "flooding" only the flood.
    """
    topics, score = model.subjects, verdict.score
    tag = verdict.definition.tag
    named = [(found.weight, _subject_codes(found, tag, model)) for found in verdict.found]
    scores = {
        code: score - sum(weight for weight, codes in named if codes and code not in codes)
        for code in {code for _, codes in named for code in codes}
    }
    subjects = [
        Subject(code=code, name=topics[code].name, confidence=confidence(min(score, value)))
        for code, value in scores.items()
    ]
    given = [subject for subject in subjects if subject.confidence >= THRESHOLD]
    return tuple(sorted(given, key=lambda subject: (-subject.confidence, subject.code)))


def _subject_codes(finding: Finding, tag: str, model: Model) -> list[str]:
    topics = model.subjects
    return [code for code in finding.mention.entry.subjects if topics[code].tag == tag]
