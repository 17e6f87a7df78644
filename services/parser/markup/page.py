"""An HTML page as the body's model sees it: shapes of blocks, dense prose, containers."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from services.parser.markup.names import Names, names_of
from services.parser.markup.regions import side_elements
from services.parser.markup.walk import Block, Element, HtmlBlocks
from services.parser.page.line_features import long_words, machinery, read_tokens, width_of
from services.parser.page.lines import is_finished
from services.parser.page.prose_run import ProseRun, dense_run

# The model is trained with these: whoever changes one trains it anew.
_WIDTH_STEPS = (12, 25, 45, 70, 100, 150, 250, 400)
"""Widths at which `HtmlShape.length` goes up by one."""
_LINK_SHARES = (0.2, 0.5, 0.9)
WHOLLY_LINKED = len(_LINK_SHARES) + 1
"""`HtmlShape.linked` of a block that is nothing but links."""

_MIN_SENTENCE_WIDTH, _MIN_UNENDED_PROSE_WIDTH = 40, 200
"""Of prose that ends as a sentence does, and of prose that does not."""
_MAX_VALUE, _MAX_WEIGHT = 800, 600
"""Width that one block counts for at most in a stretch of prose, and in its container."""
_BLOCK_COST, _LINK_COST = 45, 60
"""Width of prose that a block that is none outweighs."""
_BEGINNING_BLOCKS = 8
_PARTS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "td"])

Signature = tuple[str, str | None, str | None, str]


class HtmlShape(NamedTuple):
    """The shape of a block of an HTML page, seen by itself."""

    width: int
    length: int
    end: int
    linked: int
    """How much of it is links: 0 (none) to 4 (all)."""
    prose: bool
    value: int
    """What the block adds to a stretch of prose: its width, or a cost."""


class Hints(NamedTuple):
    """What the page's head says, to be compared with the blocks; empty if it says nothing."""

    headline: str = ""
    description: str = ""
    day_first: bool | None = None
    """How the page's source writes dates in numbers, where the page does not tell."""


class HtmlPage(NamedTuple):
    """The blocks of a page with what the features need to know of all of them."""

    blocks: Sequence[Block]
    elements: Sequence[Element]
    shapes: Sequence[HtmlShape]
    run: ProseRun
    hints: Hints
    counts: Counter[str]
    words: frozenset[str]
    """Words of the beginning of the dense run."""
    signatures: Sequence[Signature]
    containers: Sequence[int]
    """The element that holds each block, or of a paragraph the one around it."""
    by_container: dict[int, int]
    by_signature: dict[Signature, int]
    best: int
    """The container with the most prose."""
    names: Sequence[Names]
    """The words that name each element."""
    aside: Sequence[bool]
    """Whether each element is beside the article: comments, a consent notice."""


def read_html_page(found: HtmlBlocks, hints: Hints) -> HtmlPage:
    """Return the page with its dense run of prose, on which the labels lean."""
    blocks, elements = found
    shapes = [_shape_of(block) for block in blocks]
    widths = [max(0, seen.value) for seen in shapes]
    names = [names_of(element) for element in elements]
    aside = side_elements(elements, names, blocks, widths, hints.headline)
    if any(aside):
        shapes = [
            seen._replace(prose=False, value=-_BLOCK_COST) if aside[block.element] else seen
            for block, seen in zip(blocks, shapes, strict=True)
        ]
    run = dense_run([seen.value for seen in shapes])
    signatures = [_signature(elements, block.element) for block in blocks]
    by_container: dict[int, int] = defaultdict(int)
    by_signature: dict[Signature, int] = defaultdict(int)
    containers = [_container(elements, block.element) for block in blocks]
    for holder, seen, signature in zip(containers, shapes, signatures, strict=True):
        if seen.value > 0:
            weight = min(seen.width, _MAX_WEIGHT)
            by_container[holder] += weight
            by_signature[signature] += weight
    return HtmlPage(
        blocks,
        elements,
        shapes,
        run,
        hints,
        Counter(block.text for block in blocks),
        long_words(
            " ".join(block.text for block in blocks[run.start : run.start + _BEGINNING_BLOCKS])
        ),
        signatures,
        containers,
        by_container,
        by_signature,
        max(by_container, key=lambda number: by_container[number], default=0),
        names,
        aside,
    )


def candidates(page: HtmlPage) -> Iterable[int]:
    """Return the blocks that may be body: not wholly a link, and not beside the article."""
    return (
        index
        for index, (block, seen) in enumerate(zip(page.blocks, page.shapes, strict=True))
        if seen.linked != WHOLLY_LINKED and not page.aside[block.element]
    )


def _container(elements: Sequence[Element], number: int) -> int:
    """Return the element that holds a paragraph, which is itself where it is no paragraph."""
    element = elements[number]
    return element.parent if element.tag in _PARTS else number


def _shape_of(block: Block) -> HtmlShape:
    text = block.text
    width, end = width_of(text), _end(text)
    linked = bisect_right(_LINK_SHARES, block.linked / len(text)) + 1 if block.linked else 0
    sentence = width >= _MIN_SENTENCE_WIDTH and end == 1 and linked < WHOLLY_LINKED - 1
    prose = sentence or (width >= _MIN_UNENDED_PROSE_WIDTH and linked <= 1)
    told = prose and machinery(read_tokens(text)) <= 1
    cost = _LINK_COST if linked == WHOLLY_LINKED else _BLOCK_COST
    value = min(width, _MAX_VALUE) if told else -cost
    return HtmlShape(width, bisect_right(_WIDTH_STEPS, width), end, linked, prose, value)


def _end(text: str) -> int:
    if is_finished(text):
        return 1
    last = text[-1:]
    if last in ":：":  # noqa: RUF001  as printed
        return 2
    return 3 if last in ",;" else 4 if last in "\"'”’»“)]」』" else 0  # noqa: RUF001  as printed


def _signature(elements: Sequence[Element], number: int) -> Signature:
    element = elements[number]
    around = elements[element.parent]
    return element.tag, element.attributes.get("class"), around.attributes.get("class"), around.tag
