"""The body among the blocks of an HTML page: features and their learned weights.

A logistic model over small tables, kept as data in `blocks.json`: one weight for each value of
each feature, one for each element around the block, and one for each word that names such an
element. The same functions serve the training
script and the parser.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from math import fsum
from typing import Annotated, NamedTuple

from services.parser.markup.ancestors import (
    Ancestors,
    ancestors_of,
    as_ancestors,
    depths_of,
    headings_before,
    positions,
)
from services.parser.markup.container import completed, without_repeats
from services.parser.markup.names import Names, names_around
from services.parser.markup.page import HtmlPage, candidates
from services.parser.models.tables import load, load_words
from services.parser.page.line_features import known_words, wording_of
from services.parser.page.prose_run import AROUNDS, NEARS, PLACES, prose_sums, stand_of


class BlockFeatures(NamedTuple):
    """What the model sees of a block: small numbers, each below the one beside it."""

    length_end: Annotated[int, 45]
    linked_length: Annotated[int, 40]
    linked_end: Annotated[int, 40]
    machinery: Annotated[int, 4]
    credit: Annotated[int, 3]
    digits: Annotated[int, 3]
    capitals: Annotated[int, 6]
    commas: Annotated[int, 4]
    repeated: Annotated[int, 3]
    place: Annotated[int, PLACES]
    tag_before: Annotated[int, 1024]
    tag_after: Annotated[int, 1024]
    alike_before: Annotated[int, 5]
    alike_after: Annotated[int, 5]
    near: Annotated[int, NEARS]
    around: Annotated[int, AROUNDS]
    known_words: Annotated[int, 6]
    headline: Annotated[int, 3]
    description: Annotated[int, 3]
    position: Annotated[int, 10]
    position_length: Annotated[int, 90]
    container: Annotated[int, 7]
    signature: Annotated[int, 7]
    signature_length: Annotated[int, 63]
    headings: Annotated[int, 4]
    depth: Annotated[int, 13]


_TAG_NAMES = (
    "other p div li h1 h2 h3 h4 h5 h6 blockquote td section article figcaption span ul ol dd dt "
    "a header footer aside body main th address pre"
)
_TAGS = {tag: number for number, tag in enumerate(_TAG_NAMES.split())}
_TAGS |= {"dd": _TAGS["li"], "dt": _TAGS["li"]}  # too rare on pages to be learned apart
_NO_TAG = 31
_SHARE_STEPS = (0.001, 0.05, 0.15, 0.35, 0.6, 0.95)
"""Shares of the most prose at which `container` and `signature` go up by one."""
_MAX_DEPTH_APART = 6
_BEGINNING_CHARS = 50
_MIN_HEADLINE_CHARS = 8

_BLOCKS = load("blocks", "blocks", BlockFeatures)
_ANCESTORS = load("blocks", "ancestors", Ancestors)
_NAMES = load_words("blocks", "names")


def body_blocks(page: HtmlPage) -> list[int]:
    """Return the blocks that are body, in order."""
    return without_repeats(page, completed(page, _scores(page)))


def _scores(page: HtmlPage) -> dict[int, float]:
    """Return the log-odds of each block that may be body; what is around it tells them first."""
    values, ancestors = block_reader(page), ancestors_of(page.elements)
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
        scores[index] = known[around] + _BLOCKS.score(values(index))
    return scores


def block_reader(page: HtmlPage) -> Callable[[int], BlockFeatures]:
    """Return the function that gives the values of `BlockFeatures` for a block of the page."""
    position, depths, headings = positions(page), depths_of(page.elements), headings_before(page)
    most_held = max(page.by_container.values(), default=1)
    most_alike = max(page.by_signature.values(), default=1)
    first = depths[page.blocks[page.run.start].element] if page.blocks else 0
    tags = [_TAGS.get(page.elements[block.element].tag, 0) for block in page.blocks]
    prose = prose_sums(seen.width * seen.prose for seen in page.shapes)
    headline, beginning = page.hints.headline.casefold(), _beginning(page.hints.description)

    def tag(index: int) -> int:
        return tags[index] if 0 <= index < len(tags) else _NO_TAG

    def values(index: int) -> BlockFeatures:
        block, seen = page.blocks[index], page.shapes[index]
        text = block.text
        wording, stand = wording_of(text), stand_of(index, page.run, prose)
        holder = page.containers[index]
        where = position(holder)
        held = page.by_container.get(holder, 0)
        alike = page.by_signature.get(page.signatures[index], 0)
        alike_share = bisect_right(_SHARE_STEPS, alike / most_alike)
        return BlockFeatures(
            length_end=seen.length * 5 + seen.end,
            linked_length=seen.linked * 9 + seen.length,
            linked_end=seen.linked * 5 + seen.end,
            machinery=wording.machinery,
            credit=wording.credit,
            digits=wording.digits,
            capitals=wording.capitals,
            commas=min(text.count(","), 3),
            repeated=min(page.counts[text] - 1, 2),
            place=stand.place,
            tag_before=tag(index - 1) * 32 + tags[index],
            tag_after=tag(index + 1) * 32 + tags[index],
            alike_before=_alike(page, index, index - 1),
            alike_after=_alike(page, index, index + 1),
            near=stand.near,
            around=stand.around,
            known_words=known_words(wording.tokens, page.words),
            headline=_is_headline(text, headline),
            description=_begins(text, beginning),
            position=where,
            position_length=where * 9 + seen.length,
            container=bisect_right(_SHARE_STEPS, held / most_held),
            signature=alike_share,
            signature_length=alike_share * 9 + seen.length,
            headings=headings[index],
            depth=max(-_MAX_DEPTH_APART, min(_MAX_DEPTH_APART, depths[block.element] - first))
            + _MAX_DEPTH_APART,
        )

    return values


def _alike(page: HtmlPage, index: int, other: int) -> int:
    """Return whether the other block has the same signature (1) and the same parent (2)."""
    if not 0 <= other < len(page.blocks):
        return 4
    elements, blocks = page.elements, page.blocks
    siblings = elements[blocks[index].element].parent == elements[blocks[other].element].parent
    return (page.signatures[index] == page.signatures[other]) + 2 * siblings


def _is_headline(text: str, headline: str) -> int:
    """Tell whether the text is the headline (2), which is given folded, or not (1, 0 if none)."""
    if len(headline) < _MIN_HEADLINE_CHARS:
        return 0
    return 2 if text[:1].casefold() == headline[:1] and text.casefold() == headline else 1


def _begins(text: str, beginning: str) -> int:
    """Tell whether the text begins as the description does (2), or not (1, 0 if none)."""
    if not beginning:
        return 0
    return 2 if text[:1].casefold() == beginning[:1] and _beginning(text) == beginning else 1


def _beginning(text: str) -> str:
    return text[:_BEGINNING_CHARS].casefold()
