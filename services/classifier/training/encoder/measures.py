"""How good chances are on labelled items: by tag, and by what items have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from services.classifier.training.encoder.items import Item

Array = Any
"""A dense array of numpy."""

Figures = dict[str, Any]

GIVEN = 0.5
"""The chance from which a tag is given."""

_BINS = 10
_MIN_GROUP_ITEMS = 15
"""Items that a group must have for its figures to say something."""


def figures(chances: Array, items: Sequence[Item], tags: Sequence[str]) -> Figures:
    """Return the figures of all items: F1, precision, recall and calibration by tag."""
    carried = carried_by(items)
    by_tag = {tag: _of_tag(chances[:, n], carried[:, n]) for n, tag in enumerate(tags)}
    return {
        "items": len(items),
        "macro_f1": _rounded(np.mean([own["f1"] for own in by_tag.values()])),
        "exact": _rounded(((chances >= GIVEN) == carried).all(1).mean()),
        "tags": by_tag,
    }


def by_group(chances: Array, items: Sequence[Item], tags: Sequence[str],
             group: Callable[[Item], str | None]) -> dict[str, Figures]:  # fmt: skip
    """Return the items, macro F1 and exactness of each group of some size."""
    rows = defaultdict(list)
    for number, item in enumerate(items):
        rows[group(item) or "unknown"].append(number)
    found = {}
    for name, own in sorted(rows.items()):
        if len(own) >= _MIN_GROUP_ITEMS:
            whole = figures(chances[own], [items[n] for n in own], tags)
            found[name] = {key: whole[key] for key in ("items", "macro_f1", "exact")}
    return found


def carried_by(items: Sequence[Item]) -> Array:
    """Return which tags each item carries."""
    return np.array([[chance >= GIVEN for chance in item.chances] for item in items])


def bins(chances: Array, carried: Array) -> list[tuple[float, float, int]]:
    """Return mean chance, share that carries the tag, and number of items of ten bins."""
    number = np.minimum((chances * _BINS).astype(int), _BINS - 1)
    return [
        (float(chances[own].mean()), float(carried[own].mean()), int(own.sum()))
        for own in (number == n for n in range(_BINS))
        if own.any()
    ]


def _of_tag(chances: Array, carried: Array) -> Figures:
    given = chances >= GIVEN
    right = int((given & carried).sum())
    plot = bins(chances, carried)
    apart = sum(count * abs(chance - share) for chance, share, count in plot) / len(chances)
    return {
        "f1": _share(2 * right, int(given.sum() + carried.sum())),
        "precision": _share(right, int(given.sum())),
        "recall": _share(right, int(carried.sum())),
        "carried": int(carried.sum()),
        "calibration_error": _rounded(apart),
        "calibration": [
            [_rounded(chance), _rounded(share), count] for chance, share, count in plot
        ],
    }


def _share(part: int, whole: int) -> float:
    return _rounded(part / whole) if whole else 1.0


def _rounded(value: float) -> float:
    return round(float(value), 4)
