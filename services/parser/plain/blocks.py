"""Lines to blocks: pieces of one sentence that a renderer cut at links are put together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from services.parser.page.lines import Line, is_finished

_CLOSERS = frozenset(",.;:!?)]}»”’%…،؛。、，．！？；：」』）")  # noqa: RUF001  as printed
_BY = frozenset(["by", "von", "par", "por", "di", "door", "av", "af", "autor", "de", "od", "from"])
"""What stands alone before an author's name, not within a sentence."""
# Set by hand on the development pages.
_MIN_UNFINISHED_CHARS = 25
"""Of a line that the next may continue: a shorter one is a label."""
_MAX_LINK_CHARS = 90
_MAX_BLOCK_CHARS = 20_000
"""A bound on work."""


class TextBlocks(NamedTuple):
    """The blocks of a page, and the number of the line each begins at."""

    lines: list[Line]
    starts: list[int]


def join_lines(lines: Sequence[Line]) -> TextBlocks:
    """Return the blocks: a line that continues the one before is joined to it.

    It does where it begins in lower case or with closing punctuation after an unfinished
    line; so do a link's words with the lines around them.
    """
    starts: list[int] = []
    size = 0
    goes_on = [_goes_on(line) for line in lines]
    for index, line in enumerate(lines):
        follows = index + 1 < len(lines) and goes_on[index + 1]
        may = starts and size < _MAX_BLOCK_CHARS and (goes_on[index] or follows)
        if may and _continues(lines, starts[-1], index):
            size += len(line.text)
        else:
            starts.append(index)
            size = len(line.text)
    joined = [_joined(lines[start:stop]) for start, stop in pairwise([*starts, len(lines)])]
    return TextBlocks(joined, starts)


def _goes_on(line: Line) -> bool:
    """Tell whether the line begins as the rest of a sentence does."""
    first = line.text[:1]
    return (first.islower() or first in _CLOSERS) and not line.bulleted


def _continues(lines: Sequence[Line], start: int, index: int) -> bool:
    """Tell whether the line, or the link's words and the line after it, continue the block."""
    line, last = lines[index], lines[index - 1].text
    if line.bulleted or not last or (start == index - 1 and len(last) < _MIN_UNFINISHED_CHARS):
        return False
    if line.text[0] in _CLOSERS:
        return True
    if is_finished(last) or line.text.rstrip(":").lower() in _BY:
        return False
    return line.text[0].islower() or (
        len(line.text) <= _MAX_LINK_CHARS and _is_rest(lines, index + 1)
    )


def _is_rest(lines: Sequence[Line], index: int) -> bool:
    """Tell whether the line is the rest of a sentence, after a link that begins with a capital."""
    if index >= len(lines) or not _goes_on(lines[index]):
        return False
    return len(lines[index].text) > _MIN_UNFINISHED_CHARS or is_finished(lines[index].text)


def _joined(block: Sequence[Line]) -> Line:
    if len(block) == 1:
        return block[0]
    text = block[0].text
    for line in block[1:]:
        text += line.text if line.text[0] in _CLOSERS else f" {line.text}"
    return Line(text, block[0].bulleted)
