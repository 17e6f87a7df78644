"""What an encoder sees of the items in one pass over them: never quite the same twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import NamedTuple

from services.classifier.training.encoder.items import Item
from services.classifier.training.encoder.places import PLACE, Gazetteer
from services.classifier.training.encoder.texts import input_text

_SWAPPED_SHARE = 0.5
"""The share of texts that are seen with other places."""

_SHORTENED_SHARE = 0.3
"""How often an article is seen as a headline as well, alone or with a few lines."""

_LEAD_SHARE = 0.4
"""How often such a headline keeps a few lines."""

_LEAD_CHARACTERS = (120, 200, 300)

_HEADLINE_WEIGHT, _LEAD_WEIGHT = 0.5, 0.8
"""What a shortened article counts: what its tags are about may have been in the rest."""

_PLACES_A_PASS = 4
"""How often a headline with `{place}` is seen in a pass, each time with another one."""


class Sample(NamedTuple):
    """A text, the chances of its tags, and what it counts."""

    text: str
    chances: tuple[float, ...]
    weight: float


def samples(items: Iterable[Item], gazetteer: Gazetteer, random: Random) -> Iterator[Sample]:
    """Yield the samples of one pass over the items."""
    for item in items:
        if PLACE in item.headline:
            for _ in range(_PLACES_A_PASS):
                yield Sample(gazetteer.filled(item.text, random), item.chances, 1.0)
            continue
        yield Sample(_placed(item.text, gazetteer, random), item.chances, 1.0)
        if item.headline and item.body and random.random() < _SHORTENED_SHARE:
            yield _shortened(item, gazetteer, random)


def _shortened(item: Item, gazetteer: Gazetteer, random: Random) -> Sample:
    lead, weight = "", _HEADLINE_WEIGHT
    if random.random() < _LEAD_SHARE:
        lead, weight = item.body[: random.choice(_LEAD_CHARACTERS)], _LEAD_WEIGHT
    text = _placed(input_text(item.headline, lead), gazetteer, random)
    return Sample(text, item.chances, weight)


def _placed(text: str, gazetteer: Gazetteer, random: Random) -> str:
    return gazetteer.swapped(text, random) if random.random() < _SWAPPED_SHARE else text
