"""A page of text as the body's model sees it: lines, blocks, their shapes, dense prose."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from services.parser.page.line_features import long_words, machinery, read_tokens, width_of
from services.parser.page.lines import FINAL, QUOTES, Line, is_finished
from services.parser.page.prose_run import ProseRun, dense_run, prose_sums
from services.parser.plain.blocks import join_lines
from services.parser.plain.comments import Comments, read_comments

ENDS = 5
"""How many kinds of ends `TextShape.end` tells apart."""

LENGTHS = 8
"""How many classes of length there are."""

# The models are trained with these: whoever changes one trains them anew.
_WIDTH_STEPS = (12, 25, 45, 70, 100, 150, 250)
"""Widths at which `TextShape.length` goes up by one."""
_MIN_PROSE_WIDTH = 40
_MAX_VALUE = 800
"""Width that one block counts for at most in a stretch of prose."""
_BLOCK_COST = 45
"""Width of prose that a block that is none outweighs."""
_ENCLOSED = 4
_ENDS = {
    character: kind
    for kind, characters in enumerate((FINAL, ":：", ",;", QUOTES), start=1)  # noqa: RUF001  as printed
    for character in characters
}
_BEGINNING_BLOCKS = 8


class TextShape(NamedTuple):
    """The shape of a block of a text dump, seen by itself."""

    width: int
    length: int
    end: int
    outline: int
    """Length and end as one number, 1 to 12: what the blocks around it see of it."""
    prose: bool
    value: int
    """What the block adds to a stretch of prose: its width, or a cost."""


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
    comments: Comments


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
        comments=read_comments([line.text for line in blocks], run.start),
    )


def shape_of(line: Line) -> TextShape:
    """Return how long the block is (a CJK character counts as two and a half) and how it ends."""
    text = line.text
    width, end = width_of(text), _end(text)
    length = bisect_right(_WIDTH_STEPS, width)
    outline = 1 + 2 * min(length, 5) + (end == 1)
    if width < _MIN_PROSE_WIDTH or end != 1:
        return TextShape(width, length, end, outline, prose=False, value=-_BLOCK_COST)
    value = -_BLOCK_COST if machinery(read_tokens(text)) > 1 else min(width, _MAX_VALUE)
    return TextShape(width, length, end, outline, prose=True, value=value)


def _end(text: str) -> int:
    """Return the kind of the last character: none, end of a sentence, colon, comma, quote."""
    kind = _ENDS.get(text[-1:], 0)
    return 1 if kind == _ENCLOSED and is_finished(text) else kind
