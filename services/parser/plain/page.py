"""A page of text as the body's model sees it: lines, blocks, their shapes, dense prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from services.parser.page.line_features import long_words
from services.parser.page.lines import Line
from services.parser.page.prose_run import ProseRun, dense_run, prose_sums
from services.parser.plain.block_shape import TextShape, shape_of
from services.parser.plain.blocks import join_lines

_BEGINNING_BLOCKS = 8


class TextPage(NamedTuple):
    """The page as lines and as blocks: block i begins at line `starts[i]`."""

    lines: Sequence[Line]
    blocks: Sequence[Line]
    starts: Sequence[int]
    shapes: Sequence[TextShape]
    """Of the blocks."""
    outlines: Sequence[int]
    """Of the blocks, with two more on either side: block i has outline i + 2."""
    prose: Sequence[int]
    """Width of all prose before each block, and of all at the end."""
    run: ProseRun
    counts: Counter[str]
    """How often each block's text stands on the page."""
    words: frozenset[str]
    """Words of the beginning of the dense run."""


def read_text_page(lines: Sequence[Line]) -> TextPage:
    """Return the page with its dense run of prose, on which all other labels lean."""
    blocks, starts = join_lines(lines)
    shapes = list(map(shape_of, blocks))
    run = dense_run([seen.value for seen in shapes])
    beginning = " ".join(line.text for line in blocks[run.start : run.start + _BEGINNING_BLOCKS])
    return TextPage(
        lines=lines,
        blocks=blocks,
        starts=starts,
        shapes=shapes,
        outlines=[0, 0, *[seen.outline for seen in shapes], 0, 0],
        prose=prose_sums([seen.width * seen.prose for seen in shapes]),
        run=run,
        counts=Counter([line.text for line in blocks]),
        words=long_words(beginning),
    )
