"""Whether tags depend on the place: the same headlines in many places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from services.classifier.training.encoder.items import Item
from services.classifier.training.encoder.measures import GIVEN, carried_by
from services.classifier.training.encoder.places import PLACE

PLACES = (
    "Gaza", "Ukraine", "Syria", "Iraq", "Mexico", "Nigeria", "France", "Portugal", "Bolivia",
    "Norway", "Japan", "New Zealand", "Ohio", "Vienna",
)  # fmt: skip
"""Places of wars, of crime news, and of neither."""


def fairness(items: Sequence[Item], chances_of: Callable[[Sequence[str]], Any]) -> dict[str, Any]:
    """Return the shares of headlines that are right, and the same in every place, and by place."""
    asked = [item for item in items if PLACE in item.headline]
    texts = [item.text.replace(PLACE, place) for item in asked for place in PLACES]
    given = (chances_of(texts) >= GIVEN).reshape(len(asked), len(PLACES), -1)
    right = (given == carried_by(asked)[:, None, :]).all(2)
    same = (given == given[:, :1, :]).all(2).all(1)
    return {
        "headlines": len(asked),
        "right": round(float(right.mean()), 4),
        "same_everywhere": round(float(same.mean()), 4),
        "right_by_place": {
            place: round(float(share), 4)
            for place, share in zip(PLACES, np.mean(right, axis=0), strict=True)
        },
    }
