"""What the training says of its model: figures for the file, a report for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from schemas.taxonomy import TAXONOMY
from services.classifier.model_file import ModelFile
from services.classifier.training.learning import Array

_CONFIDENCE_BINS = 10
"""Bins of equal width in which confidence and share are compared, as is usual."""

_MAX_SHOWN_PHRASES = 25
_MAX_SHOWN_ERRORS = 40
"""Phrases and errors that a person reads through for a tag; set by hand."""


def f1_scores(tags: Array, given: Array) -> list[float]:
    """F1 by tag: twice the tags rightly given, over those given plus those carried."""
    right = (tags & given).sum(0)
    return [float(x) for x in 2 * right / np.maximum(1, tags.sum(0) + given.sum(0))]


def calibration_error(tags: Array, chances: Array) -> list[float]:
    """Return the expected calibration error by tag, over ten bins of equal width."""
    return [
        sum(share * abs(mean - real) for _, share, mean, real in bins(tags[:, k], chances[:, k]))
        for k in range(tags.shape[1])
    ]


def bins(tags: Array, chances: Array) -> Iterator[tuple[int, float, float, float]]:
    """Bins with items: number, share of all items, mean chance, share that carries the tag."""
    which = np.minimum((chances * _CONFIDENCE_BINS).astype(int), _CONFIDENCE_BINS - 1)
    for number in range(_CONFIDENCE_BINS):
        own = which == number
        if own.any():
            yield number, own.mean(), chances[own].mean(), tags[own].mean()


def figures(tags: Array, chances: Array, folds: Sequence[Array]) -> dict[str, Any]:
    """Return the figures of items that were not learned from, for the model file."""
    given = chances >= 1 / 2
    scores, errors = f1_scores(tags, given), calibration_error(tags, chances)
    by_fold = np.array([f1_scores(tags[rows], given[rows]) for rows in folds])
    return {
        "items": len(tags),
        "macro_f1": round(float(np.mean(scores)), 4),
        "f1": _by_tag(scores),
        "f1_lowest_fold": _by_tag(by_fold.min(0)),
        "calibration_error": _by_tag(errors),
    }


def report(file: ModelFile, texts: Sequence[str], tags: Array, chances: Array) -> str:
    """Return the report in Markdown: figures, calibration, strongest phrases, errors."""
    parts = [f"# Model {file.version}", f"```\n{file.report}\n```"]
    for k, entry in enumerate(TAXONOMY):
        parts += [
            f"## {entry.tag}",
            "Confidence given, share that carries the tag, share of items:",
            "\n".join(_plot(tags[:, k], chances[:, k])),
            "Strongest phrases: " + ", ".join(_strongest(file, entry.tag)),
            "Gravest errors:",
            "\n".join(_errors(texts, tags[:, k], chances[:, k])),
        ]
    return "\n\n".join(parts) + "\n"


def _by_tag(values: Sequence[float]) -> dict[str, float]:
    return {
        entry.tag: round(float(value), 4) for entry, value in zip(TAXONOMY, values, strict=True)
    }


def _plot(tags: Array, chances: Array) -> Iterator[str]:
    for _, share, mean, real in bins(tags, chances):
        yield f"    {mean:5.2f} {real:5.2f} {share:5.2f} {'#' * round(real * 50)}"


def _strongest(file: ModelFile, tag: str) -> list[str]:
    named = [(phrase.forms[0], phrase.weights) for phrase in (*file.words, *file.lexicon)]
    named += [(f"[{name}]", weights) for name, weights in file.classes.items()]
    ranked = sorted(named, key=lambda entry: (-abs(entry[1].get(tag, 0)), entry[0]))
    return [f"{name} {weights[tag]:+d}" for name, weights in ranked[:_MAX_SHOWN_PHRASES]]


def _errors(texts: Sequence[str], tags: Array, chances: Array) -> Iterator[str]:
    wrong = [i for i in range(len(texts)) if (chances[i] >= 1 / 2) != tags[i]]
    for i in sorted(wrong, key=lambda i: -abs(chances[i] - 1 / 2))[:_MAX_SHOWN_ERRORS]:
        yield f"- {'missed' if tags[i] else 'wrong'} {chances[i]:.2f}: {texts[i][:160]}"
