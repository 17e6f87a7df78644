"""The head of an article, which says what it is about: headline and first paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

HEAD_CHARS = 600
"""Code points of the paragraphs that are read; what follows is background."""

LEAD_CHARS = 160
"""A paragraph that begins within so many code points belongs to the lead.

So a standfirst of a few words does not make the next paragraph background.
"""

HEADLINE_PERCENT = 100
"""Share of a phrase's points in the headline, or in the lead if there is no headline."""

LEAD_PERCENT = 60
"""Share in the lead under a headline."""

BODY_PERCENT = 20
"""Share after the lead."""


@dataclass(frozen=True, slots=True)
class HeadPassage:
    """A headline or paragraph: `field` and `index` as in `schemas.tagged.Evidence`.

    `text` is its beginning, so offsets in it are offsets in the article; `percent` is the
    share that a phrase in it counts for.
    """

    field: Literal["headline", "paragraphs"]
    index: int | None
    text: str
    percent: int


def head(headline: str | None, paragraphs: Sequence[str]) -> list[HeadPassage]:
    """Return the headline and the first `HEAD_CHARS` code points, in reading order."""
    passages = []
    if headline:
        passages.append(
            HeadPassage("headline", None, _begin(headline, HEAD_CHARS), HEADLINE_PERCENT)
        )
    lead = LEAD_PERCENT if headline else HEADLINE_PERCENT
    read = 0
    for index, text in enumerate(paragraphs):
        if read >= HEAD_CHARS:
            break
        percent = lead if read < LEAD_CHARS else BODY_PERCENT
        passages.append(HeadPassage("paragraphs", index, _begin(text, HEAD_CHARS - read), percent))
        # One more for the break, so that empty paragraphs come to an end, too.
        read += len(text) + 1
    return passages


def _begin(text: str, length: int) -> str:
    """The beginning of the text, cut at a space: half a word may look like another."""
    if len(text) <= length:
        return text
    return text[: text.rfind(" ", 0, length) + 1]
