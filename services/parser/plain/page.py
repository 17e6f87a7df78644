"""A page's lines and blocks, with what the labelling needs to know of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from services.parser.page.line_features import long_words
from services.parser.page.lines import Line
from services.parser.page.prose_run import Run, dense_run, prose_sums
from services.parser.plain.block_shape import Look, look
from services.parser.plain.blocks import join_lines

_BEGINNING_BLOCKS = 8


class Page(NamedTuple):
    """The page as lines and as blocks: block i begins at line `starts[i]`."""

    lines: Sequence[Line]
    blocks: Sequence[Line]
    starts: Sequence[int]
    looks: Sequence[Look]
    """Of the blocks."""
    outlines: Sequence[int]
    """Of the blocks, with two more on either side: block i has outline i + 2."""
    prose: Sequence[int]
    """Width of all prose before each block, and of all at the end."""
    run: Run
    counts: Counter[str]
    """How often each block's text stands on the page."""
    words: frozenset[str]
    """Words of the beginning of the dense run."""


def read_page(lines: Sequence[Line]) -> Page:
    """Return the page with its dense run of prose, on which all other labels lean."""
    blocks, starts = join_lines(lines)
    looks = list(map(look, blocks))
    run = dense_run([seen.value for seen in looks])
    beginning = " ".join(line.text for line in blocks[run.start : run.start + _BEGINNING_BLOCKS])
    return Page(
        lines=lines,
        blocks=blocks,
        starts=starts,
        looks=looks,
        outlines=[0, 0, *[seen.outline for seen in looks], 0, 0],
        prose=prose_sums([seen.width * seen.prose for seen in looks]),
        run=run,
        counts=Counter([line.text for line in blocks]),
        words=long_words(beginning),
    )
