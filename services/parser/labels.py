"""The labelling model: which blocks are body, and which is the headline.

A logistic model over small tables, one weight for each value of each feature; made by
`train_lines.py`, kept as data in `lines.json`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.parser.features import (
    BODY_FEATURES,
    HEAD_FEATURES,
    Look,
    Run,
    body_features,
    dense_run,
    head_features,
    long_words,
    look,
)
from services.parser.lines import Line

REACH = 15
"""Blocks before and after the dense run that may still be body."""

HEAD_REACH = 25
"""Blocks before the body among which the headline is looked for."""

_BEGINNING = 8
_LEAST_HEAD = -3.0


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks of a page with what the features need to know of all of them."""

    lines: Sequence[Line]
    looks: Sequence[Look]
    run: Run
    counts: Counter[str]
    words: frozenset[str]
    """Words of the beginning of the body."""


@dataclass(frozen=True, slots=True)
class _Table:
    bias: float
    weights: tuple[Mapping[int, float], ...]

    def score(self, features: Sequence[int]) -> float:
        return self.bias + sum(
            table.get(value, 0.0) for table, value in zip(self.weights, features, strict=True)
        )


def _load(name: str, features: Sequence[str]) -> _Table:
    model = json.loads(Path(__file__).with_name("lines.json").read_text(encoding="utf-8"))[name]
    weights = (model["weights"][feature] for feature in features)
    return _Table(
        model["bias"], tuple({int(value): w for value, w in table.items()} for table in weights)
    )


_BODY = _load("body", BODY_FEATURES)
_HEAD = _load("headline", HEAD_FEATURES)


def read_page(lines: Sequence[Line]) -> Page:
    """Return the page with its dense run of prose, on which all other labels lean."""
    looks = [look(line) for line in lines]
    run = dense_run(looks)
    beginning = " ".join(line.text for line in lines[run.start : run.start + _BEGINNING])
    return Page(lines, looks, run, Counter(line.text for line in lines), long_words(beginning))


def body_range(page: Page) -> range:
    """Return the blocks that may be body."""
    if page.run.start == page.run.stop:
        return range(0)
    return range(max(0, page.run.start - REACH), min(len(page.lines), page.run.stop + REACH))


def body_values(page: Page, index: int) -> tuple[int, ...]:
    """Return the body features of a block."""
    return body_features(page.lines, page.looks, page.run, page.counts, page.words, index)


def label_body(page: Page) -> list[int]:
    """Return the blocks that the model calls body, in order."""
    return [index for index in body_range(page) if _BODY.score(body_values(page, index)) > 0]


def head_range(page: Page, start: int) -> range:
    """Return the blocks among which the headline of a body that begins at `start` may be."""
    return range(max(0, start - HEAD_REACH), min(len(page.lines), start + 2))


def head_values(page: Page, start: int, dated: frozenset[int]) -> dict[int, tuple[int, ...]]:
    """Return the headline features of each block that may be it."""
    top = long_words(page.lines[0].text)
    return {
        index: head_features(
            page.lines, page.looks, start, page.counts, index, page.words, top, dated
        )
        for index in head_range(page, start)
    }


def label_headline(
    page: Page, start: int, dated: frozenset[int], ruled_out: Sequence[int]
) -> int | None:
    """Return the block that is most likely the headline, None if none is likely at all."""
    values = head_values(page, start, dated)
    scores = {i: _HEAD.score(seen) for i, seen in values.items() if i not in set(ruled_out)}
    best = max(scores, key=lambda index: scores[index], default=None)
    return best if best is not None and scores[best] > _LEAST_HEAD else None
