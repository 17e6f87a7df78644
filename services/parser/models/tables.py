"""The learned models: logistic, one weight for each value of each feature.

`lines.json` (text dumps) and `blocks.json` (HTML) are made by `services.parser.training`. A table
and the code that reads it meet by the features' names: an order of their own they don't have.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import getitem
from pathlib import Path
from typing import Any, Generic, Literal, NamedTuple, TypeVar, get_type_hints

HERE = Path(__file__).parent
"""Where the model files lie."""

_MAX_WEIGHT = 20.0
"""Log-odds at most: what was learned has 5.3 (a bias) and less; 20 is one in half a billion."""

Features = TypeVar("Features", bound=NamedTuple)
"""What a model sees of a block or line, by name; each annotated with how many values it has."""


@dataclass(frozen=True, slots=True)
class Table(Generic[Features]):
    """A model: its bias, and for each feature the weights by value, in the order of `Features`."""

    bias: float
    weights: tuple[tuple[float, ...], ...]

    def score(self, values: Features) -> float:
        """Return the log-odds for the values of one line's or block's features."""
        indexes: tuple[int, ...] = values
        return self.bias + sum(map(getitem, self.weights, indexes))


def load(file: Literal["lines", "blocks"], name: str, features: type[Features]) -> Table[Features]:
    """Return the model of that name in `lines.json` or `blocks.json`.

    Raises `ValueError` where the file and `features` disagree.
    """
    return as_table(f"{name!r} of {file}.json", _model(file, name), features)


def load_words(file: Literal["lines", "blocks"], name: str) -> dict[str, float]:
    """Return the weight of each word that the model of that name knows; others weigh nothing.

    Raises `ValueError` where the file has no such model, or where a weight is none.
    """
    weights: dict[str, float] = _model(file, name)
    fault = next(_odd_weights({word: [weight] for word, weight in weights.items()}), None)
    if fault:
        raise ValueError(f"table {name!r} of {file}.json: {fault}: train it anew")
    return weights


def as_table(name: str, model: Mapping[str, Any], features: type[Features]) -> Table[Features]:
    """Return a model read from JSON as a table; a value never seen in training weighs nothing.

    Raises `ValueError` where the features of the model and those of the code disagree, or where
    a weight is none.
    """
    sizes, weights = sizes_of(features), model["weights"]
    fault = next(_faults(model["bias"], weights, sizes), None)
    if fault:
        raise ValueError(f"table {name}: {fault}: train it anew with services.parser.training")
    return Table(model["bias"], tuple(tuple(weights[feature]) for feature in sizes))


def sizes_of(features: type[NamedTuple]) -> dict[str, int]:
    """Return how many values each feature has, as its annotation says."""
    annotated = get_type_hints(features, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in annotated.items()}


def _model(file: str, name: str) -> dict[str, Any]:
    models = json.loads((HERE / f"{file}.json").read_text(encoding="utf-8"))
    if name not in models:
        known = ", ".join(models)
        raise ValueError(f"{file}.json has no table {name!r}, only {known}: train it anew")
    model: dict[str, Any] = models[name]
    return model


def _faults(
    bias: float, weights: Mapping[str, list[float]], sizes: Mapping[str, int]
) -> Iterator[str]:
    """Yield what is wrong with a table, the feature named."""
    yield from (f"it has no feature {feature!r}" for feature in sizes if feature not in weights)
    yield from (f"no code gives feature {name!r}" for name in weights if name not in sizes)
    for feature, size in sizes.items():
        if len(weights[feature]) != size:
            yield (
                f"feature {feature!r} has {len(weights[feature])} weights, and {size} values in"
                " the code"
            )
    yield from _odd_weights({"bias": [bias], **weights})


def _odd_weights(weights: Mapping[str, list[float]]) -> Iterator[str]:
    for feature, row in weights.items():
        for weight in row:
            if not (math.isfinite(weight) and abs(weight) <= _MAX_WEIGHT):
                yield f"a weight of {feature!r} is {weight}, and none is beyond {_MAX_WEIGHT:g}"
