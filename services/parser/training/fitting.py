"""Fits a logistic model of tables, and writes it. Needs scikit-learn, a development dependency."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from services.parser.models.tables import HERE

Rows = list[tuple[tuple[int, ...], bool, float]]
"""Values of the features, label and weight of a line or block."""

_WORD_VALUE = 0.5
"""What stands for a word that a row has, 1 for a feature's value: a word has to show more."""


def fit(rows: Rows, features: Mapping[str, int], strength: float) -> dict[str, Any]:
    """Return the logistic model of the rows: bias, and each feature's weights by value."""
    model, _ = fit_with_words(rows, features, strength, [frozenset()] * len(rows), [])
    return model


def fit_with_words(
    rows: Rows,
    features: Mapping[str, int],
    strength: float,
    words: Sequence[AbstractSet[str]],
    known: Sequence[str],
) -> tuple[dict[str, Any], dict[str, float]]:
    """Return the logistic model of the rows, and the weight of each known word that a row has."""
    from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415  for training only
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.preprocessing import OneHotEncoder  # noqa: PLC0415

    encoder: Any = OneHotEncoder(categories=[range(size) for size in features.values()])
    encoded = encoder.fit_transform([values for values, _, _ in rows])
    number = {word: column for column, word in enumerate(known)}
    cells = [(row, number[word]) for row, own in enumerate(words) for word in own & number.keys()]
    places = tuple(zip(*cells, strict=True)) or ((), ())
    named = csr_matrix(([_WORD_VALUE] * len(cells), places), shape=(len(rows), len(known)))
    model: Any = LogisticRegression(C=strength, max_iter=500)
    model.fit(
        hstack([encoded, named]).tocsr(),
        [label for _, label, _ in rows],
        sample_weight=[weight for _, _, weight in rows],
    )
    weights = iter(model.coef_[0])
    tables = {
        name: [round(float(next(weights)), 3) for _ in range(size)]
        for name, size in features.items()
    }
    learned = {word: round(float(next(weights)) * _WORD_VALUE, 3) for word in known}
    return {"bias": round(float(model.intercept_[0]), 3), "weights": tables}, learned


def write(file: str, models: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the models as JSON with a feature, or a word, a line."""
    text = re.sub(r"(?<=[\d.]),\n\s+(?=[-\d])", ", ", json.dumps(models, indent=1))
    (HERE / file).write_text(text + "\n", encoding="utf-8")
