"""The report on an encoder: what it was measured on, and how good it is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.classifier.training.encoder.calibration import Line, calibrated
from services.classifier.training.encoder.fairness import fairness
from services.classifier.training.encoder.faithfulness import Explained, faithfulness
from services.classifier.training.encoder.items import Item
from services.classifier.training.encoder.measures import by_group, figures
from services.classifier.training.encoder.places import PLACE
from services.classifier.training.encoder.texts import input_kind

Lines = Mapping[str, Sequence[Line]]

_LENGTHS = ((0, "headline only"), (999, "under 1,000"), (2_999, "1,000 to 2,999"))
"""Names of lengths of a body, each up to so many characters."""


def _length(item: Item) -> str:
    size = len(item.body)
    return next((name for most, name in _LENGTHS if size <= most), "3,000 and more")


GROUPS = {
    "kind": lambda item: item.kind or item.input_kind,
    "source": lambda item: item.source,
    "year": lambda item: (item.date or "")[:4],
    "length": _length,
}
"""What items are grouped by in the report."""


def report(reader: Explained, lines: Lines, sets: Mapping[str, Sequence[Item]],
           tags: Sequence[str]) -> dict[str, Any]:  # fmt: skip
    """Return the figures of each set, of the places, and how faithful the explanations are."""
    told: dict[str, Any] = {"sets": {}}
    for name, every in sets.items():
        items = [item for item in every if PLACE not in item.headline]
        if items:
            told["sets"][name] = _of_set(reader, lines, items, tags)
    every = [item for items in sets.values() for item in items]
    if any(PLACE in item.headline for item in every):
        told["places"] = fairness(every, lambda texts: _chances(
            reader, lines, texts, ["headline"] * len(texts)))  # fmt: skip
    first = next(iter(sets.values()))
    told["faithfulness"] = faithfulness(reader, [item.text for item in first])
    return told


def _of_set(reader: Explained, lines: Lines, items: Sequence[Item],
            tags: Sequence[str]) -> dict[str, Any]:  # fmt: skip
    kinds = [input_kind(item.body) for item in items]
    chances = _chances(reader, lines, [item.text for item in items], kinds)
    return figures(chances, items, tags) | {
        f"by_{name}": by_group(chances, items, tags, group) for name, group in GROUPS.items()
    }


def _chances(reader: Explained, lines: Lines, texts: Sequence[str],
             kinds: Sequence[str]) -> Any:  # noqa: ANN401  an array  # fmt: skip
    return calibrated(reader.log_odds(texts), kinds, lines)
