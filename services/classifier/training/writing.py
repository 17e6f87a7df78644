"""From learned weights to the model file: integers, the forms of each word, the lexicon."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from schemas.taxonomy import TAXONOMY
from services.classifier.model_file import ModelFile, Pair, Phrase, TagWeights
from services.classifier.training.features import adjacent, stem, words_of
from services.classifier.training.learning import Weights, scales
from services.classifier.training.lexicon import Lexicon

POSITION_PERCENTS = (100, 50, 25, 15, 10, 10)
"""Percent of a weight that count in the headline and the first paragraphs."""

COUNTED_CHARS = 900
"""Characters of text after which a paragraph doesn't count; set by hand, as are the percents."""

_MIN_WEIGHT_POINTS = 5
"""Weights nearer to nothing are left out: 5 hundredths of log-odds move no confidence by 2."""


def model_file(
    learned: Weights,
    columns: Sequence[str],
    calibrated: Sequence[tuple[float, float]],
    lexicon: Lexicon,
    texts: Iterable[str],
) -> ModelFile:
    """Return the model without version and report; `texts` tell the forms of the words."""
    slopes = np.array([slope for slope, _ in calibrated])
    shifts = np.array([shift for _, shift in calibrated])
    kept = [columns[column] for column in learned.columns]
    points = np.rint(learned.weights * scales(kept)[:, None] * slopes * 100).astype(int)
    weights = {feature: _points(row) for feature, row in zip(kept, points, strict=True)}
    biases = np.rint((learned.biases * slopes + shifts) * 100).astype(int)
    return ModelFile(
        version="0",
        language="en",
        positions=POSITION_PERCENTS,
        characters=COUNTED_CHARS,
        biases={entry.tag: int(b) for entry, b in zip(TAXONOMY, biases, strict=True)},
        classes={
            name: weights.get(f"class:{name}", {})
            for name in sorted({name for names in lexicon.classes.values() for name in names})
        },
        pairs=tuple(_pairs(weights)),
        words=tuple(_words(weights, texts)),
        lexicon=tuple(_lexicon(weights, lexicon)),
        exclusions=tuple(_exclusions(weights, lexicon)),
    )


def as_json(file: ModelFile) -> str:
    """The model as JSON, an entry a line in a fixed order, so that a diff shows a change."""
    data = file.model_dump(mode="json", exclude_defaults=True)
    parts = [f'"{name}": {_part(value)}' for name, value in data.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _part(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(map(_line, value)) + "\n]"
    if isinstance(value, dict) and value and any(isinstance(v, dict) for v in value.values()):
        return "{\n" + ",\n".join(f"{_line(k)}: {_line(v)}" for k, v in value.items()) + "\n}"
    return _line(value)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _points(row: Any) -> TagWeights:  # noqa: ANN401  a row of numpy
    found = {entry.tag: int(value) for entry, value in zip(TAXONOMY, row, strict=True)}
    return {tag: value for tag, value in found.items() if abs(value) >= _MIN_WEIGHT_POINTS}


def _of_kind(weights: Mapping[str, TagWeights], kind: str) -> Iterable[tuple[str, TagWeights]]:
    return (
        (feature.removeprefix(f"{kind}:"), points)
        for feature, points in weights.items()
        if feature.startswith(f"{kind}:") and points
    )


def _pairs(weights: Mapping[str, TagWeights]) -> Iterable[Pair]:
    for feature, points in _of_kind(weights, "with"):
        first, second = feature.split(" ")
        yield Pair(classes=(first, second), weights=points)


def _words(weights: Mapping[str, TagWeights], texts: Iterable[str]) -> Iterable[Phrase]:
    forms: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        words = words_of(text)
        for one in words:
            forms[stem(one.what)].add(one.what)
        for first, second in adjacent(words):
            key = f"{stem(first.what)} {stem(second.what)}"
            forms[key].add(f"{first.what} {second.what}")
    for kind in ("stem", "pair"):
        for feature, points in _of_kind(weights, kind):
            yield Phrase(forms=tuple(sorted(forms[feature])), weights=points)


def _lexicon(weights: Mapping[str, TagWeights], lexicon: Lexicon) -> Iterable[Phrase]:
    """Put together the forms of the same root and classes."""
    grouped: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for form, classes in lexicon.classes.items():
        grouped[lexicon.roots[form] or "", tuple(classes)].append(form)
    for (root, names), forms in sorted(grouped.items()):
        points = weights.get(f"member:{root}", {})
        yield Phrase(forms=tuple(sorted(forms)), weights=points, classes=names)


def _exclusions(weights: Mapping[str, TagWeights], lexicon: Lexicon) -> Iterable[Phrase]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for form, root in lexicon.exclusions.items():
        grouped[root].append(form)
    for root, forms in sorted(grouped.items()):
        points = weights.get(f"exclusion:{root}", {})
        yield Phrase(forms=tuple(sorted(forms)), weights=points)
