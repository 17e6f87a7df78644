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
    HeadlineTag,
    Subject,
    Tag,
    TaggedArticle,
    TaggedHeadline,
    TaggedRankedHeadline,
)
from schemas.taxonomy import TAXONOMY, TagDefinition
from services.classifier.model import load_model
from services.classifier.scoring import Finding, Mention, confidence, findings, mentions

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
        for verdict in _verdicts(item.headline, ())
    )


def _tags(headline: str | None, paragraphs: Sequence[str]) -> tuple[Tag, ...]:
    return tuple(_tag(verdict) for verdict in _verdicts(headline, paragraphs))


class _Verdict(NamedTuple):
    definition: TagDefinition
    bias: int
    score: int
    found: list[Finding]


def _verdicts(headline: str | None, paragraphs: Sequence[str]) -> list[_Verdict]:
    """Return the verdicts for the tags to be given, in the order of the output."""
    mentioned = mentions(load_model(), headline, paragraphs)
    verdicts = (_verdict(definition, mentioned) for definition in TAXONOMY)
    given = [verdict for verdict in verdicts if confidence(verdict.score) >= THRESHOLD]
    # The sort is stable: equal confidences stay in the taxonomy's order.
    return sorted(given, key=lambda verdict: -confidence(verdict.score))


def _verdict(definition: TagDefinition, mentioned: Sequence[Mention]) -> _Verdict:
    bias = load_model().biases[definition.tag]
    found = findings(mentioned, definition.tag)
    return _Verdict(definition, bias, bias + sum(finding.weight for finding in found), found)


def _tag(verdict: _Verdict) -> Tag:
    definition = verdict.definition
    return Tag(
        tag=definition.tag,
        code=definition.code,
        name=definition.name,
        confidence=confidence(verdict.score),
        score=verdict.score,
        bias=verdict.bias,
        subjects=_subjects(definition.tag, verdict.score, verdict.found),
        evidence=tuple(finding.evidence() for finding in verdict.found),
    )


def _subjects(tag: str, score: int, found: Sequence[Finding]) -> tuple[Subject, ...]:
    """Return the tag's subjects, highest confidence first, never above the tag's own.

    A subject's score is the tag's without the evidence that names other subjects only:
    "killed" supports an earthquake and a flood alike, "flooding" only the flood.
    """
    topics = load_model().subjects
    named = [(finding.weight, _subject_codes(finding, tag)) for finding in found]
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


def _subject_codes(finding: Finding, tag: str) -> list[str]:
    topics = load_model().subjects
    return [code for code in finding.mention.entry.subjects if topics[code].tag == tag]
