"""Marks spans in a text: with brackets, or with colours for a terminal.

Spans may be shared by several tags, lie inside each other, or overlap in part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush
from itertools import cycle, groupby

from rich.text import Text

from schemas.taxonomy import DEFINITIONS
from services.cli.terminal.passages import Mark

_Span = tuple[int, int, str]
"""Start, end (negative: of those that start together the longest comes first), and label."""

_PALETTE = ("red", "yellow", "magenta", "blue", "green")
"""The colours of tags in the order of the taxonomy, from those that every terminal has."""

_COLOUR_OF_OTHERS = "cyan"

_COLOURS = dict(zip(DEFINITIONS, cycle(_PALETTE), strict=False))


def colour(tag: str) -> str:
    """Return the colour of a tag in terminals."""
    return _COLOURS.get(tag, _COLOUR_OF_OTHERS)


def bracketed(text: str, marks: Iterable[Mark]) -> str:
    """Return the text with each span in brackets: ``[crime +86|armed [crime +40|robbery]]``.

    Tags that share a span stand in one bracket. Of two spans that overlap in part the
    second is cut where the first ends, and goes on as ``[crime ...|``.
    """
    waiting = [*_spans(marks)]
    heapify(waiting)
    parts: list[str] = []
    ends: list[int] = []
    position = 0
    while waiting or ends:
        if ends and (not waiting or ends[-1] <= waiting[0][0]):
            end = ends.pop()
            parts += [text[position:end], "]"]
            position = end
            continue
        start, negative_end, label = heappop(waiting)
        end = -negative_end
        if ends and end > ends[-1]:
            heappush(waiting, (ends[-1], negative_end, _continued(label)))
            end = ends[-1]
        parts += [text[position:start], f"[{label}|"]
        position = start
        ends.append(end)
    return "".join([*parts, text[position:]])


def _spans(marks: Iterable[Mark]) -> Iterator[_Span]:
    for (start, end), shared in groupby(sorted(marks), key=lambda mark: mark[:2]):
        yield start, -end, ", ".join(f"{mark.tag} {mark.weight:+d}" for mark in shared)


def _continued(label: str) -> str:
    """Return the label of a span's second part, without the weights: they count once."""
    tags = (part.rpartition(" ")[0] for part in label.split(", "))
    return ", ".join(f"{tag} ..." for tag in tags)


def coloured(text: str, marks: Iterable[Mark]) -> Text:
    """Return the text with each span in its tag's colour, and its weight behind it.

    What speaks for the tag has a coloured ground, what speaks against it is underlined;
    where spans overlap, the heaviest shows.
    """
    marks = sorted(marks, key=lambda mark: mark.end)
    shown = Text(text)
    for mark in sorted(marks, key=lambda mark: abs(mark.weight)):
        shown.stylize(_style(mark), mark.start, mark.end)
    ends = {end: list(group) for end, group in groupby(marks, key=lambda mark: mark.end)}
    pieces = shown.divide(ends)
    for piece, ending in zip(pieces, ends.values(), strict=False):
        for mark in ending:
            piece.append(f"{mark.weight:+d}", style=colour(mark.tag))
    return Text().join(pieces)


def _style(mark: Mark) -> str:
    return f"{colour(mark.tag)} {'reverse' if mark.weight > 0 else 'not reverse underline'}"
