"""Lines to blocks: pieces of one sentence that a renderer cut at links are put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from services.parser.lines import Line

_CLOSERS = frozenset(",.;:!?)]}»”’%…،؛。、，．！？；：」』）")  # noqa: RUF001  as printed
_FINAL = frozenset(".!?…。！？।؟")  # noqa: RUF001  as printed
_QUOTES = "\"'”’»“)]」』） "  # noqa: RUF001  as printed
_BY = frozenset(["by", "von", "par", "por", "di", "door", "av", "af", "autor", "de", "od", "from"])
"""What stands alone before an author's name, not within a sentence."""
_LEAST = 25
_MOST_LINK = 90
_MOST_BLOCK = 20_000


class Blocks(NamedTuple):
    """The blocks of a page, and the number of the line each begins at."""

    lines: list[Line]
    starts: list[int]


def join_lines(lines: Sequence[Line]) -> Blocks:
    """Return the blocks: a line that continues the one before is joined to it.

    It does where it begins in lower case or with closing punctuation after an unfinished
    line; so do a link's words with the lines around them.
    """
    starts: list[int] = []
    size = 0
    for index, line in enumerate(lines):
        follows = lines[index + 1] if index + 1 < len(lines) else None
        if starts and size < _MOST_BLOCK and _continues(lines, starts[-1], index, follows):
            size += len(line.text)
        else:
            starts.append(index)
            size = len(line.text)
    stops = [*starts[1:], len(lines)]
    joined = [_joined(lines[start:stop]) for start, stop in zip(starts, stops, strict=True)]
    return Blocks(joined, starts)


def is_finished(text: str) -> bool:
    """Tell whether the text ends as a sentence does."""
    return text.rstrip(_QUOTES)[-1:] in _FINAL


def _continues(lines: Sequence[Line], start: int, index: int, follows: Line | None) -> bool:
    text, bulleted = lines[index]
    first = text[:1]
    closes, lower = first in _CLOSERS, first.islower()
    linked = not (closes or lower) and len(text) <= _MOST_LINK and _is_rest(follows)
    if bulleted or not (closes or lower or linked):  # most lines: the cheapest answer first
        return False
    last = lines[index - 1].text
    if not last or (start == index - 1 and len(last) < _LEAST):
        return False
    return closes or not (is_finished(last) or text.rstrip(":").lower() in _BY)


def _is_rest(line: Line | None) -> bool:
    """Tell whether the line is the rest of a sentence, after a link that begins with a capital."""
    if line is None or line.bulleted:
        return False
    first = line.text[:1]
    begins = first.islower() or first in _CLOSERS
    return begins and (len(line.text) > _LEAST or is_finished(line.text))


def _joined(block: Sequence[Line]) -> Line:
    if len(block) == 1:
        return block[0]
    text = block[0].text
    for line in block[1:]:
        text += line.text if line.text[0] in _CLOSERS else f" {line.text}"
    return Line(text, block[0].bulleted)
