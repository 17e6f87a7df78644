"""The body among the blocks of an HTML page, by learned weights of their features.

A logistic model over small tables, kept as data in `blocks.json`: one weight for each value of
each feature, one for each element around the block, and one for each word that names such an
element.
"""

from __future__ import annotations

from math import fsum

from services.parser.markup.ancestors import Ancestors, ancestors_of, as_ancestors
from services.parser.markup.block_features import (
    WORD_FEATURES,
    BlockFeatures,
    reader_but_words,
    with_words,
)
from services.parser.markup.container import MIN_INSIDE, completed, without_repeats
from services.parser.markup.names import Names, names_around
from services.parser.markup.page import HtmlPage, candidates
from services.parser.models.tables import load, load_words

_BLOCKS = load("blocks", "blocks", BlockFeatures)
_ANCESTORS = load("blocks", "ancestors", Ancestors)
_NAMES = load_words("blocks", "names")
_LIKELIEST_WORDS = {
    name: weights.index(max(weights))
    for name, weights in zip(BlockFeatures._fields, _BLOCKS.weights, strict=True)
    if name in WORD_FEATURES
}
"""Values that no words surpass: on half of the blocks they decide nothing."""


def body_blocks(page: HtmlPage) -> list[int]:
    """Return the blocks that are body, in order."""
    return without_repeats(page, completed(page, _scores(page)))


def _scores(page: HtmlPage) -> dict[int, float]:
    """Return the log-odds of each block that may be body; what is around it tells them first.

    Words are read where they decide: elsewhere it is what the likeliest words would make of it.
    """
    values, ancestors = reader_but_words(page, _LIKELIEST_WORDS), ancestors_of(page.elements)
    names = names_around(page.elements, page.names, _NAMES.keys())
    known: dict[tuple[int, Names], float] = {}
    scores: dict[int, float] = {}
    for index in candidates(page):
        element = page.blocks[index].element
        around = ancestors[element], names[element]
        if around not in known:
            # fsum: the words of a set have no order, and a sum by its order is not the same twice
            named = fsum(_NAMES[name] for name in around[1])
            known[around] = _ANCESTORS.score(as_ancestors(around[0])) + named
        seen = values(index)
        score = known[around] + _BLOCKS.score(seen)
        if score > MIN_INSIDE:
            score = known[around] + _BLOCKS.score(with_words(seen, page, index))
        scores[index] = score
    return scores
