"""Tags an article: pure, no input or output but the packaged model.

A score is a sum of what spans contribute, so a tag's bias and evidence add up to it
exactly, and its confidence is the logistic of that score. A model reads one language:
an article in another gets no tags, nor do the headlines around it, and says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

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
from schemas.taxonomy import TagDefinition
from services.classifier.evidence import Points, Reading, confidence, evidence
from services.classifier.languages import is_readable
from services.classifier.pack import Pack
from services.classifier.packaged import load_pack
from services.classifier.subjects import subjects_of
from services.classifier.temporality import temporalities_of

MIN_TAG_CONFIDENCE = 50
"""The confidence from which a tag is given."""

SOFTWARE = "tagwire"
"""The name of the classifier in every tagged article; its version is the pack's."""

H = TypeVar("H", bound=TaggedHeadline | TaggedRankedHeadline)


def classify(article: Article, pack: Pack | None = None) -> TaggedArticle:
    """Return the article, otherwise unchanged, with its tags and those of its headlines.

    The packaged model pack reads it where none is given. In another language than the
    pack's there are no tags, and `classifier.reason` says so.
    """
    pack = pack or load_pack()
    readable = is_readable(article, pack.scorer.language)
    reader = pack if readable else None
    # `vars` gives a model's fields at a fraction of what `dict` costs.
    return TaggedArticle.model_validate(
        vars(article)
        | {
            "related": _tagged_headlines(TaggedHeadline, article.related, reader),
            "most_viewed": _tagged_headlines(TaggedRankedHeadline, article.most_viewed, reader),
            "tags": _tags(article, reader),
            "classifier": Classifier(
                name=SOFTWARE,
                version=pack.version,
                reason=None if readable else "unsupported-language",
            ),
        }
    )


def passed_over(article: Article, pack: Pack | None = None) -> tuple[Tag, ...]:
    """Return the tags that `classify` does not give, with what speaks for and against each.

    Nearest to being given first, without subjects and temporality; none where the language is
    another than the pack's.
    """
    pack = pack or load_pack()
    if not is_readable(article, pack.scorer.language):
        return ()
    reading = pack.scorer.read(article)
    rest = [one for one in _ranked(pack, reading.scores) if not one.is_given]
    return tuple(_tag(one, reading, (), None) for one in rest)


def _tags(article: Article, pack: Pack | None) -> tuple[Tag, ...]:
    """Return the tags, none where no model can read the article."""
    if pack is None:
        return ()
    headline, paragraphs = article.headline, article.paragraphs
    reading = pack.scorer.read(article)
    verdicts = _verdicts(pack, reading.scores)
    given = {one.definition.tag: one.confidence for one in verdicts}
    subjects = subjects_of(pack.subjects, headline, paragraphs, given) if pack.subjects else {}
    published_at = article.published_at
    temporalities = (
        temporalities_of(pack.cues, headline, paragraphs, published_at, given) if pack.cues else {}
    )
    return tuple(
        _tag(one, reading, subjects.get(tag, ()), temporalities.get(tag))
        for one, tag in zip(verdicts, given, strict=True)
    )


def _tagged_headlines(kind: type[H], headlines: Sequence[Headline], pack: Pack | None) -> list[H]:
    if pack is None:
        return [kind(**vars(item)) for item in headlines]
    scores = pack.scorer.headline_scores([item.headline for item in headlines])
    return [
        kind(**vars(item), tags=_headline_tags(pack, points))
        for item, points in zip(headlines, scores, strict=True)
    ]


def _headline_tags(pack: Pack, points: Points) -> tuple[HeadlineTag, ...]:
    return tuple(
        HeadlineTag(tag=verdict.definition.tag, confidence=verdict.confidence)
        for verdict in _verdicts(pack, points)
    )


class _Verdict(NamedTuple):
    """What becomes of a tag, which has this number in the taxonomy."""

    number: int
    definition: TagDefinition
    score: int
    confidence: int

    @property
    def is_given(self) -> bool:
        return self.confidence >= MIN_TAG_CONFIDENCE


def _verdicts(pack: Pack, points: Points) -> list[_Verdict]:
    """Return the verdicts for the tags to be given, in the order of the output."""
    return [verdict for verdict in _ranked(pack, points) if verdict.is_given]


def _ranked(pack: Pack, points: Points) -> list[_Verdict]:
    verdicts = (
        _Verdict(number, definition, score, confidence(score))
        for number, (definition, score) in enumerate(zip(pack.taxonomy, points, strict=True))
    )
    # The sort is stable: equal confidences stay in the taxonomy's order.
    return sorted(verdicts, key=lambda verdict: -verdict.confidence)


def _tag(
    verdict: _Verdict,
    reading: Reading,
    subjects: tuple[Subject, ...],
    temporality: Temporality | None,
) -> Tag:
    number, definition, score, percent = verdict
    return Tag(
        tag=definition.tag,
        code=definition.code,
        name=definition.name,
        confidence=percent,
        score=score,
        bias=reading.biases[number],
        subjects=subjects,
        temporality=temporality,
        evidence=evidence(reading.contributions, number),
    )
