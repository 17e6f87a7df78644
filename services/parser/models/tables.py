"""The learned models: logistic, one weight for each value of each feature.

`lines.json` (text dumps) and `blocks.json` (HTML) are made by `services.parser.training`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import getitem
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
"""Where the model files lie."""


@dataclass(frozen=True, slots=True)
class Table:
    """A model: its bias, and for each feature the weights by value."""

    bias: float
    weights: tuple[tuple[float, ...], ...]

    def score(self, values: Sequence[int]) -> float:
        """Return the log-odds for the values of one line's or block's features."""
        return self.bias + sum(map(getitem, self.weights, values))


def load(file: Literal["lines", "blocks"], name: str, features: Mapping[str, int]) -> Table:
    """Return the model of that name in `lines.json` or `blocks.json`."""
    models = json.loads((HERE / f"{file}.json").read_text(encoding="utf-8"))
    return as_table(models[name], features)


def as_table(model: Mapping[str, Any], features: Mapping[str, int]) -> Table:
    """Return a model read from JSON as a table; a value never seen in training weighs nothing."""
    return Table(model["bias"], tuple(tuple(model["weights"][name]) for name in features))
