"""Lines to blocks: pieces of one sentence that a renderer cut at links are put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import NamedTuple

from services.parser.page.lines import SPACELESS, Line, is_finished

_CLOSERS = frozenset(",.;:!?)]}»”’%…،؛。、，．！？；：」』）")  # noqa: RUF001  as printed
_BY = frozenset(["by", "von", "par", "por", "di", "door", "av", "af", "autor", "de", "od", "from"])
"""What stands alone before an author's name, not within a sentence."""
_WIDE = frozenset("，。、：；！？」』）》”")  # noqa: RUF001  as printed
"""Marks after which no space stands in those scripts."""
# Set by hand on the development pages.
_MIN_UNFINISHED_CHARS = 25
"""Of a line that the next may continue: a shorter one is a label."""
_MAX_LINK_CHARS = 90
_MAX_BLOCK_CHARS = 20_000
"""A bound on work."""
_MIN_WRAP_CHARS, _MAX_WRAP_CHARS, _WRAP_SLACK_CHARS = 28, 60, 3
"""Of a line that was broken in a script without spaces, and by how much such lines differ."""
_MIN_WRAPPED_LINES, _MIN_UNFINISHED_SHARE, _MIN_INNER_SHARE = 10, 0.6, 0.15
"""Lines of that length on a page before it counts as broken, the share of those that are full
which go on, and of these the share in which a sentence ends."""


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
    broken = _broken(lines)
    for index, line in enumerate(lines):
        follows = index + 1 < len(lines) and goes_on[index + 1]
        may = starts and size < _MAX_BLOCK_CHARS and (goes_on[index] or follows)
        broke = starts and index - 1 in broken and not line.bulleted and size < _MAX_BLOCK_CHARS
        if broke or (may and _continues(lines, starts[-1], index)):
            size += len(line.text)
        else:
            starts.append(index)
            size = len(line.text)
    joined = [_joined(lines[start:stop]) for start, stop in pairwise([*starts, len(lines)])]
    return TextBlocks(joined, starts)


def _broken(lines: Sequence[Line]) -> AbstractSet[int]:
    """Return the lines that were broken at a fixed length, in scripts without spaces.

    On such a page most long lines have (nearly) the same length, few end as a sentence does, and
    sentences end within many: a list of headlines has lines of one length, too.
    """
    long = {
        index: len(line.text)
        for index, line in enumerate(lines)
        if _MIN_WRAP_CHARS <= len(line.text) <= _MAX_WRAP_CHARS
        and not line.text.isascii()
        and SPACELESS.match(line.text)
    }
    if len(long) < _MIN_WRAPPED_LINES:
        return frozenset()
    (common, _), *_ = Counter(long.values()).most_common(1)
    full = [i for i, chars in long.items() if abs(chars - common) <= _WRAP_SLACK_CHARS]
    unfinished = frozenset(i for i in full if not is_finished(lines[i].text))
    least = max(_MIN_WRAPPED_LINES, _MIN_UNFINISHED_SHARE * len(full), len(long) / 2)
    inner = sum("\u3002" in lines[i].text for i in unfinished)  # an ideographic full stop
    prose = inner >= _MIN_INNER_SHARE * len(unfinished)
    return unfinished if prose and len(unfinished) >= least else frozenset()


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
        glued = line.text[0] in _CLOSERS or (SPACELESS.match(line.text) and _ends_spaceless(text))
        text += line.text if glued else f" {line.text}"
    return Line(text, block[0].bulleted)


def _ends_spaceless(text: str) -> bool:
    return text[-1] in _WIDE or SPACELESS.match(text[-1]) is not None
