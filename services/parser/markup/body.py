"""Which blocks of a page are the article's body.

A logistic model over small tables, one weight for each value of each feature and for each
element around the block; kept as data in `blocks.json`.
"""

from __future__ import annotations

from services.parser.markup.ancestors import PLACES, places, unfold
from services.parser.markup.features import FEATURES, reader
from services.parser.markup.page import Page, candidates
from services.parser.models.tables import load

_FEATURES = load("blocks", "features", FEATURES)
_PLACES = load("blocks", "places", dict.fromkeys(PLACES, 2))


def body_blocks(page: Page) -> list[int]:
    """Return the blocks that the model calls body, in order."""
    values, around = reader(page), places(page.elements)
    known: dict[int, float] = {}
    body: list[int] = []
    for index in candidates(page):
        bits = around[page.blocks[index].element]
        if bits not in known:
            known[bits] = _PLACES.score(unfold(bits))
        if known[bits] + _FEATURES.score(values(index)) > 0:
            body.append(index)
    return body
