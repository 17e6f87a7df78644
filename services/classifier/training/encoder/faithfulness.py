"""Whether what the encoder says of words is what they do: without them the score must fall."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Protocol

import numpy as np

from services.classifier.training.encoder.words import word_places

_DELETED_WORDS = 5
_SEED = 1

Span = tuple[int, int]

Array = Any
"""A dense array of numpy."""


class Explained(Protocol):
    """What gives log-odds, and says which token adds what to them."""

    def log_odds(self, texts: Sequence[str]) -> Array:
        """Return each tag's log-odds for each text."""

    def parts(self, text: str) -> tuple[Sequence[Span], Array]:
        """Return where each token stands in the text, and what it adds to each tag."""


def faithfulness(reader: Explained, texts: Sequence[str]) -> dict[str, Any]:
    """Return how often a given tag's score falls without its five strongest words.

    Beside it, how often it falls more than without five others, drawn at random.
    """
    random = Random(_SEED)  # noqa: S311  no secret
    whole = reader.log_odds(texts)
    asked = [(n, tag) for n in range(len(texts)) for tag in range(whole.shape[1])
             if whole[n, tag] > 0 and len(word_places(texts[n])) > _DELETED_WORDS]  # fmt: skip
    if not asked:
        return {"tags_given": 0}
    strongest = [without(texts[n], strongest_words(reader, texts[n], tag)) for n, tag in asked]
    others = [without(texts[n], random.sample(word_places(texts[n]), _DELETED_WORDS))
              for n, _ in asked]  # fmt: skip
    numbers = np.arange(len(asked))
    tags = np.array([tag for _, tag in asked], dtype=int)
    before = np.array([whole[n, tag] for n, tag in asked])
    after = reader.log_odds(strongest)[numbers, tags]
    random_after = reader.log_odds(others)[numbers, tags]
    return {
        "tags_given": len(asked),
        "falls": round(float((after < before).mean()), 4),
        "falls_more_than_random": round(float((after < random_after).mean()), 4),
        "mean_fall": round(float((before - after).mean()), 3),
        "mean_fall_random": round(float((before - random_after).mean()), 3),
    }


def strongest_words(reader: Explained, text: str, tag: int) -> list[Span]:
    """Return the words that add most to a tag."""
    offsets, added = reader.parts(text)
    words = word_places(text)
    weights = [
        sum(added[n, tag] for n, (start, end) in enumerate(offsets)
            if end > start >= word[0] and end <= word[1])
        for word in words
    ]  # fmt: skip
    order = sorted(range(len(words)), key=lambda n: -weights[n])
    return [words[n] for n in order[:_DELETED_WORDS]]


def without(text: str, spans: Sequence[Span]) -> str:
    """Return the text without the spans."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text
