"""The calibration of an encoder: from its log-odds to chances that come true, by kind of input.

The slope is one for all kinds of input, and each kind's offset is drawn towards the common one
as far as it has few items: some kinds have a dozen that carry a tag.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

Array = Any
"""A dense array of numpy."""

_STEPS = 60
"""Newton's method is there after ten; more for those that begin far off."""

_SLOPE_STRENGTH, _OFFSET_STRENGTH = 2.0, 1.0
"""How strongly a slope is held at 1 and a kind's own offset at 0, in squared log-odds."""


class Line(NamedTuple):
    """The calibrated log-odds are `slope` times those of the network, plus `offset`."""

    slope: float
    offset: float


def calibration(log_odds: Array, carried: Array, kinds: Sequence[str],
                all_kinds: Sequence[str]) -> dict[str, list[Line]]:  # fmt: skip
    """Return the lines by kind and, in their order, by tag."""
    by_tag = [
        _lines(log_odds[:, tag], carried[:, tag], kinds, all_kinds)
        for tag in range(log_odds.shape[1])
    ]
    return {kind: [lines[kind] for lines in by_tag] for kind in all_kinds}


def calibrated(log_odds: Array, kinds: Sequence[str], lines: Mapping[str, Sequence[Line]]) -> Array:
    """Return the chances of each row by the lines of its kind."""
    slopes = np.array([[line.slope for line in lines[kind]] for kind in kinds])
    offsets = np.array([[line.offset for line in lines[kind]] for kind in kinds])
    return 1 / (1 + np.exp(-(slopes * log_odds + offsets)))


def _lines(log_odds: Array, carried: Array, kinds: Sequence[str],
           all_kinds: Sequence[str]) -> dict[str, Line]:  # fmt: skip
    of_kind = np.array([[kind == own for kind in all_kinds] for own in kinds], dtype=float)
    inputs = np.column_stack([log_odds, np.ones(len(log_odds)), of_kind])
    start = np.zeros(inputs.shape[1])
    start[0] = 1.0
    strengths = np.array([_SLOPE_STRENGTH, 0.0, *[_OFFSET_STRENGTH] * len(all_kinds)])
    slope, common, *own = _fitted(inputs, np.asarray(carried, dtype=float), start, strengths)
    return {
        kind: Line(float(slope), float(common + shift))
        for kind, shift in zip(all_kinds, own, strict=True)
    }


def _fitted(inputs: Array, carried: Array, start: Array, strengths: Array) -> Array:
    """Return the weights of the logistic regression that stay near `start`, by their strengths."""
    weights = start.copy()
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (chances - carried) + strengths * (weights - start)
        curvature = (inputs * (chances * (1 - chances))[:, None]).T @ inputs
        curvature += np.diag(strengths + 1e-6)
        weights = weights - np.clip(np.linalg.solve(curvature, gradient), -1, 1)
    return weights
