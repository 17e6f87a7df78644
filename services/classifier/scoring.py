"""Scores a text for a tag: which phrases speak for it, where, and how much.

A phrase and its other forms count once, at their first place. The headline counts in
full, the first paragraph for less, the rest little and only up to a limit: what an item
is about stands at its head, and a long background must not add up to a tag.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from schemas.tagged import Evidence
from services.classifier.model import Entry, Model

HEAD_PERCENT = 100
"""Share of a phrase's weight in the headline, or in the first paragraph if there is none."""

LEAD_PERCENT = 60
"""Share in the first paragraph under a headline."""

BODY_PERCENT = 20
"""Share in any later paragraph."""

BODY_LIMIT = 100
"""Points that all later paragraphs together can give to a tag, or take from it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A headline or paragraph; `field` and `index` as in `schemas.tagged.Evidence`."""

    field: Literal["headline", "paragraphs"]
    index: int | None
    text: str
    percent: int

    @property
    def is_background(self) -> bool:
        """True for the paragraphs after the first."""
        return bool(self.index)


@dataclass(frozen=True, slots=True)
class Mention:
    """The first place of a model entry in the text, in code points of the passage."""

    entry: Entry
    passage: Passage
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What a mention contributes to one tag, in points."""

    mention: Mention
    weight: int

    def evidence(self) -> Evidence:
        """Return the finding as it is published."""
        passage, start, end = self.mention.passage, self.mention.start, self.mention.end
        return Evidence(
            field=passage.field,
            index=passage.index,
            start=start,
            end=end,
            text=passage.text[start:end],
            weight=self.weight,
        )


def passages(headline: str | None, paragraphs: Sequence[str]) -> Iterator[Passage]:
    """Yield the parts of an article in reading order, each with the share it counts for."""
    if headline:
        yield Passage("headline", None, headline, HEAD_PERCENT)
    first = LEAD_PERCENT if headline else HEAD_PERCENT
    for index, text in enumerate(paragraphs):
        yield Passage("paragraphs", index, text, BODY_PERCENT if index else first)


def mentions(model: Model, headline: str | None, paragraphs: Sequence[str]) -> list[Mention]:
    """Return the model's entries found in the text, each once, in reading order."""
    first: dict[int, Mention] = {}
    for passage in passages(headline, paragraphs):
        for start, end, phrase in model.finder.find(passage.text):
            entry = model.entries[phrase]
            first.setdefault(id(entry), Mention(entry, passage, start, end))
    return list(first.values())


def findings(mentioned: Sequence[Mention], tag: str) -> list[Finding]:
    """Return what the mentions contribute to the tag, in their order, without zeros."""
    body = 0
    found = []
    for mention in mentioned:
        weight = _weight(mention, tag)
        if mention.passage.is_background:
            weight = max(-BODY_LIMIT, min(BODY_LIMIT, body + weight)) - body
            body += weight
        if weight:
            found.append(Finding(mention, weight))
    return found


def confidence(score: int) -> int:
    """Return the logistic of a score in points (hundredths of log-odds) as 0 to 100."""
    # 1 / (1 + exp(-x)) in the form that cannot overflow.
    return round(50 * (1 + math.tanh(score / 200)))


def _weight(mention: Mention, tag: str) -> int:
    return round(mention.entry.weights.get(tag, 0) * mention.passage.percent / 100)
