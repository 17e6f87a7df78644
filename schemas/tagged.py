"""The article with its tags: what consumers of the tagged topics read."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.events import Article, Event, Headline, RankedHeadline, Software
from schemas.taxonomy import MediaTopicCode, TagName

Confidence = Annotated[int, Field(ge=0, le=100)]
"""Percent, as in IPTC ninjs: of the items given this confidence, so many carry the tag."""


class Evidence(Event):
    """A span of the article that speaks for (weight > 0) or against a tag.

    `start` and `end` count Unicode code points in the headline, the standfirst or in
    `paragraphs[index]`; `weight` is in points, hundredths of log-odds. An encoder weighs a
    word as it stands in this text, not the word as such.
    """

    field: Literal["headline", "standfirst", "paragraphs"]
    index: int | None = Field(default=None, ge=0, description="Paragraph, null for other fields")
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    text: str
    weight: int


class Subject(Event):
    """A finer IPTC Media Topic under the tag."""

    code: MediaTopicCode
    name: str
    confidence: Confidence


TemporalityValue = Literal[
    "happening", "update", "aftermath", "anniversary", "warning", "background"
]
"""How the article stands in time to what its tag is about.

It happens now or just did, is going on, is dealt with afterwards (court, inquiry,
rebuilding), is remembered, is expected, or is only the setting.
"""


class Temporality(Event):
    """When the event behind a tag happens, seen from the article, and what says so.

    `confidence` is that of `value` against the others; the evidence is what speaks for it.
    """

    value: TemporalityValue
    confidence: Confidence
    evidence: tuple[Evidence, ...] = ()


class HeadlineTag(Event):
    """A tag on a headline around the article."""

    tag: TagName
    confidence: Confidence


class Tag(Event):
    """A tag on the article, which explains itself: score = bias + sum of weights."""

    tag: TagName
    code: MediaTopicCode
    name: str
    confidence: Confidence
    score: int = Field(description="Points: hundredths of log-odds")
    bias: int = Field(description="The score of an article without evidence, in points")
    subjects: tuple[Subject, ...] = ()
    temporality: Temporality | None = None
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.score != self.bias + sum(span.weight for span in self.evidence):
            raise ValueError("score must equal bias plus the weights of the evidence")
        return self


class Classifier(Software):
    """The classifier, and why it gave no tags where it could not."""

    reason: Literal["unsupported-language"] | None = Field(
        default=None, description="Why the article was not tagged at all, null if it was"
    )


class TaggedHeadline(Headline):
    """A related headline with its tags."""

    tags: tuple[HeadlineTag, ...] = ()


class TaggedRankedHeadline(RankedHeadline):
    """A most-viewed headline with its tags."""

    tags: tuple[HeadlineTag, ...] = ()


class TaggedArticle(Article):
    """An `Article` and its tags, highest confidence first, empty if none."""

    related: tuple[TaggedHeadline, ...] = ()
    most_viewed: tuple[TaggedRankedHeadline, ...] = ()
    tags: tuple[Tag, ...] = ()
    classifier: Classifier
