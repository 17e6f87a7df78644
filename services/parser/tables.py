"""The learned models: logistic, one weight for each value of each feature.

Made by `train_lines.py`, kept as data in `lines.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import getitem
from pathlib import Path

_FILE = Path(__file__).with_name("lines.json")


@dataclass(frozen=True, slots=True)
class Table:
    """A model: its bias, and for each feature the weights by value."""

    bias: float
    weights: tuple[tuple[float, ...], ...]

    def score(self, values: Sequence[int]) -> float:
        """Return the log-odds for the values of one line's features."""
        return self.bias + sum(map(getitem, self.weights, values))


def load(name: str, features: Mapping[str, int]) -> Table:
    """Return the model of that name in `lines.json`."""
    model = json.loads(_FILE.read_text(encoding="utf-8"))[name]
    return as_table(model, features)


def as_table(model: Mapping[str, object], features: Mapping[str, int]) -> Table:
    """Return a model read from JSON as a table; a value never seen in training weighs nothing."""
    return Table(model["bias"], tuple(tuple(model["weights"][name]) for name in features))
