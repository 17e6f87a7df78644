"""Which blocks of a page are the article's body: features and their learned weights.

A logistic model over small tables, kept as data in `blocks.json`: one weight for each value of
each feature, and one for each element around the block. The same functions serve the training
script and the parser.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from services.parser.markup.ancestors import PLACES as AROUND_BLOCK
from services.parser.markup.ancestors import depths_of, headings_before, places, positions, unfold
from services.parser.markup.page import Page, candidates, container
from services.parser.models.tables import load
from services.parser.page.line_features import capitals, credit, digits, kin, machinery, read_tokens
from services.parser.page.prose_run import AROUNDS, NEARS, PLACES, around, near, place, prose_sums

FEATURES = {
    "length_end": 45, "linked_length": 40, "linked_end": 40, "machinery": 4, "credit": 3,
    "digits": 3, "capitals": 6, "commas": 4, "repeated": 3, "place": PLACES, "tag_before": 1024,
    "tag_after": 1024, "kin_before": 5, "kin_after": 5, "near": NEARS, "around": AROUNDS,
    "words": 6, "headline": 3, "description": 3, "position": 10, "position_length": 90,
    "container": 7, "signature": 7, "signature_length": 63, "headings": 4, "depth": 13,
}  # fmt: skip
"""The features, and how many values each has."""

_TAG_NAMES = (
    "other p div li h1 h2 h3 h4 h5 h6 blockquote td section article figcaption span ul ol dd dt "
    "a header footer aside body main th address pre"
)
_TAGS = {tag: number for number, tag in enumerate(_TAG_NAMES.split())}
_NO_TAG = 31
_SHARES = (0.001, 0.05, 0.15, 0.35, 0.6, 0.95)
_DEEPEST = 6
_BEGINNING = 50
_LEAST_HEADLINE = 8

_FEATURES = load("blocks", "features", FEATURES)
_PLACES = load("blocks", "places", dict.fromkeys(AROUND_BLOCK, 2))


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


def reader(page: Page) -> Callable[[int], tuple[int, ...]]:
    """Return the function that gives the values of `FEATURES` for a block of the page."""
    position, depths, headings = positions(page), depths_of(page.elements), headings_before(page)
    most_held = max(page.by_container.values(), default=1)
    most_alike = max(page.by_signature.values(), default=1)
    first = depths[page.blocks[page.run.start].element] if page.blocks else 0
    tags = [_TAGS.get(page.elements[block.element].tag, 0) for block in page.blocks]
    prose = prose_sums(seen.width * seen.prose for seen in page.looks)

    def tag(index: int) -> int:
        return tags[index] if 0 <= index < len(tags) else _NO_TAG

    def values(index: int) -> tuple[int, ...]:
        block, seen = page.blocks[index], page.looks[index]
        text = block.text
        tokens = read_tokens(text)
        holder = container(page.elements, block.element)
        where = position(holder)
        held = page.by_container.get(holder, 0)
        alike = page.by_signature.get(page.signatures[index], 0)
        alike_share = bisect_right(_SHARES, alike / most_alike)
        return (
            seen.length * 5 + seen.end,
            seen.linked * 9 + seen.length,
            seen.linked * 5 + seen.end,
            machinery(tokens),
            credit(text, tokens),
            digits(text),
            capitals(text),
            min(text.count(","), 3),
            min(page.counts[text] - 1, 2),
            place(index, page.run),
            tag(index - 1) * 32 + tags[index],
            tag(index + 1) * 32 + tags[index],
            _alike(page, index, index - 1),
            _alike(page, index, index + 1),
            near(prose, index),
            around(prose, index),
            kin(tokens, page.words),
            _is_headline(text, page.hints.headline),
            _begins(text, page.hints.description),
            where,
            where * 9 + seen.length,
            bisect_right(_SHARES, held / most_held),
            alike_share,
            alike_share * 9 + seen.length,
            headings[index],
            max(-_DEEPEST, min(_DEEPEST, depths[block.element] - first)) + _DEEPEST,
        )

    return values


def _alike(page: Page, index: int, other: int) -> int:
    """Return whether the other block has the same signature (1) and the same parent (2)."""
    if not 0 <= other < len(page.blocks):
        return 4
    elements, blocks = page.elements, page.blocks
    siblings = elements[blocks[index].element].parent == elements[blocks[other].element].parent
    return (page.signatures[index] == page.signatures[other]) + 2 * siblings


def _is_headline(text: str, headline: str) -> int:
    if len(headline) < _LEAST_HEADLINE:
        return 0
    return 2 if text.casefold() == headline.casefold() else 1


def _begins(text: str, description: str) -> int:
    if not description:
        return 0
    return 2 if text[:_BEGINNING].casefold() == description[:_BEGINNING].casefold() else 1
