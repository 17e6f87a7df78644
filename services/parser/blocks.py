"""Lines to blocks: pieces of one sentence that a renderer cut at links are put together."""

from __future__ import annotations

from collections.abc import Sequence

from services.parser.lines import Line

_CLOSERS = frozenset(",.;:!?)]}»”’%…،؛。、，．！？；：」』）")  # noqa: RUF001  as printed
_FINAL = frozenset(".!?…。！？।؟")  # noqa: RUF001  as printed
_QUOTES = "\"'”’»“)]」』） "  # noqa: RUF001  as printed
_BY = frozenset(["by", "von", "par", "por", "di", "door", "av", "af", "autor", "de", "od", "from"])
"""What stands alone before an author's name, not within a sentence."""
_LEAST = 25
_MOST_LINK = 90
_MOST_BLOCK = 20_000


def join_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the blocks: a line that continues the one before is joined to it.

    It does where it begins in lower case or with closing punctuation after an unfinished
    line; so do a link's words with the lines around them.
    """
    blocks: list[list[Line]] = []
    size = 0
    for index, line in enumerate(lines):
        follows = lines[index + 1] if index + 1 < len(lines) else None
        if blocks and size < _MOST_BLOCK and _continues(blocks[-1], line, follows):
            blocks[-1].append(line)
            size += len(line.text)
        else:
            blocks.append([line])
            size = len(line.text)
    return [_joined(block) for block in blocks]


def is_finished(text: str) -> bool:
    """Tell whether the text ends as a sentence does."""
    return text.rstrip(_QUOTES)[-1:] in _FINAL


def _continues(block: list[Line], line: Line, follows: Line | None) -> bool:
    last = block[-1].text
    if line.bulleted or not line.text or not last or (len(block) == 1 and len(last) < _LEAST):
        return False
    first = line.text[0]
    if first in _CLOSERS:
        return True
    if is_finished(last) or line.text.rstrip(":").lower() in _BY:
        return False
    return first.islower() or (len(line.text) <= _MOST_LINK and _is_rest(follows))


def _is_rest(line: Line | None) -> bool:
    """Tell whether the line is the rest of a sentence, after a link that begins with a capital."""
    return (
        line is not None
        and not line.bulleted
        and line.text != ""
        and (line.text[0].islower() or line.text[0] in _CLOSERS)
        and (len(line.text) > _LEAST or is_finished(line.text))
    )


def _joined(block: list[Line]) -> Line:
    if len(block) == 1:
        return block[0]
    text = block[0].text
    for line in block[1:]:
        text += line.text if line.text[0] in _CLOSERS else f" {line.text}"
    return Line(text, block[0].bulleted)
