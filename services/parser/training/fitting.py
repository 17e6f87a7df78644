"""Fits models of tables, and writes them. Needs scikit-learn (and SciPy with it) to develop.

A model tells of each row whether it is one (`fit`), or which of a page's rows is the one
(`fit_choice`).
"""

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


def fit_choice(
    groups: Sequence[Rows], features: Mapping[str, int], strength: float
) -> dict[str, Any]:
    """Return the model that chooses the right row of each group: highest where that one stands.

    It is a conditional logit: what all rows of a group have in common counts for nothing, and a
    group of many rows for no more than one of few. The weight of a group is that of its rows.
    The bias is such that as many rows are more likely right than not as are right.
    """
    import numpy as np  # noqa: PLC0415  for training only
    from scipy.optimize import brentq, minimize  # noqa: PLC0415
    from scipy.special import expit  # noqa: PLC0415
    from sklearn.preprocessing import OneHotEncoder  # noqa: PLC0415

    encoder: Any = OneHotEncoder(categories=[range(size) for size in features.values()])
    encoded: Any = encoder.fit_transform([seen for rows in groups for seen, _, _ in rows])
    right: Any = np.array([float(label) for rows in groups for _, label, _ in rows])
    weight: Any = np.array([rows[0][2] for rows in groups])
    sizes = [len(rows) for rows in groups]
    firsts, number = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(groups)), sizes)

    def loss(weights: Any) -> tuple[float, Any]:  # noqa: ANN401  an array
        scores = encoded @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, firsts)[number])
        total, known = np.add.reduceat(odds, firsts), np.add.reduceat(odds * right, firsts)
        error = (odds / total[number] - odds * right / known[number]) * weight[number]
        penalty = weights / strength
        lost = weight @ (np.log(total) - np.log(known)) + penalty @ weights / 2
        return float(lost), encoded.T @ error + penalty

    learned: Any = minimize(loss, np.zeros(encoded.shape[1]), jac=True, method="L-BFGS-B").x
    scores: Any = encoded @ learned
    bias: Any = brentq(lambda bias: float((expit(scores + bias) - right).sum()), -50, 50)
    weights = iter(learned)
    tables = {
        name: [round(float(next(weights)), 3) for _ in range(size)]
        for name, size in features.items()
    }
    return {"bias": round(float(bias), 3), "weights": tables}


def write(file: str, models: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the models as JSON with a feature, or a word, a line."""
    text = re.sub(r"(?<=[\d.]),\n\s+(?=[-\d])", ", ", json.dumps(models, indent=1))
    (HERE / file).write_text(text + "\n", encoding="utf-8")
