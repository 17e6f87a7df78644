"""Fits a logistic model of tables, and writes it. Needs scikit-learn, a development dependency."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from services.parser.models.tables import HERE

Rows = list[tuple[tuple[int, ...], bool, float]]
"""Values of the features, label and weight of a line or block."""


def fit(rows: Rows, features: Mapping[str, int], strength: float) -> dict[str, Any]:
    """Return the logistic model of the rows: bias, and each feature's weights by value."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  for training only
    from sklearn.preprocessing import OneHotEncoder  # noqa: PLC0415

    encoder: Any = OneHotEncoder(categories=[range(size) for size in features.values()])
    encoded = encoder.fit_transform([values for values, _, _ in rows])
    model: Any = LogisticRegression(C=strength, max_iter=500)
    model.fit(encoded, [label for _, label, _ in rows], sample_weight=[w for _, _, w in rows])
    weights = iter(model.coef_[0])
    tables = {
        name: [round(float(next(weights)), 3) for _ in range(size)]
        for name, size in features.items()
    }
    return {"bias": round(float(model.intercept_[0]), 3), "weights": tables}


def write(file: str, models: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the models as JSON with a feature a line."""
    text = re.sub(r"(?<=[\d.]),\n\s+", ", ", json.dumps(models, indent=1))
    (HERE / file).write_text(text + "\n", encoding="utf-8")
