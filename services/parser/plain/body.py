"""The body among the blocks of a text dump: features and their learned weights."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import chain
from typing import Annotated, NamedTuple

from services.parser.credits.header_line import read_header_line
from services.parser.models.tables import Table, load
from services.parser.page.line_features import known_words, start, wording_of
from services.parser.page.lines import Line, is_content, is_prose
from services.parser.page.prose_run import (
    AROUNDS,
    NEARS,
    PLACES,
    ProseRun,
    has_prose_near,
    stand_of,
)
from services.parser.plain.comments import COMMENTED
from services.parser.plain.most_viewed import heads_ranking
from services.parser.plain.page import ENDS, LENGTHS, TextPage


class BodyFeatures(NamedTuple):
    """What the model sees of a block: small numbers, each below the one beside it."""

    length_end: Annotated[int, LENGTHS * ENDS]
    start: Annotated[int, 6]
    words: Annotated[int, 8]
    bullet: Annotated[int, 2]
    machinery: Annotated[int, 4]
    credit: Annotated[int, 3]
    digits: Annotated[int, 3]
    capitals: Annotated[int, 6]
    commas: Annotated[int, 4]
    repeated: Annotated[int, 3]
    place: Annotated[int, PLACES]
    before: Annotated[int, 13]
    after: Annotated[int, 13]
    before2: Annotated[int, 13]
    after2: Annotated[int, 13]
    near: Annotated[int, NEARS]
    around: Annotated[int, AROUNDS]
    length_place: Annotated[int, PLACES * LENGTHS]
    known_words: Annotated[int, 6]
    far: Annotated[int, 12]
    commented: Annotated[int, COMMENTED]
    signed: Annotated[int, 4]


MAX_BARE_BLOCKS = 30
"""A dump of no more blocks has hardly anything around its article. Set by hand."""

_MAX_GAP_BLOCKS = 3
_REACH_BLOCKS = 15
"""How far before and after the dense run a block may be body whatever stands around it."""
_FAR_STEPS = (9, 15, 30, 60, 120)
"""Blocks from the run at which `BodyFeatures.far` goes up by one."""
_MIN_BODY_WIDTH = 12
_MIN_LEAD_LOG_ODDS = 0.4
"""Of a block before the dense run. Set on folds."""
_MAX_GAP_WITHIN_BLOCKS = 4
"""Blocks from one of the body to the next, farther than which an island begins."""
_MIN_ISLAND_SHARE = 0.1
"""Width of an island that belongs to the body, as a share of the widest. Both set on folds."""
_WORD_STEPS = (2, 3, 4, 6, 10, 16, 30)
"""Numbers of words at which `BodyFeatures.words` goes up by one."""

BODY = load("lines", "body", BodyFeatures)
"""The model of `lines.json`."""


def find_body(page: TextPage, table: Table[BodyFeatures] = BODY) -> list[int]:
    """Return the body's blocks: in a bare dump all of the dense run, else what the model says."""
    lines = page.blocks
    if len(lines) > MAX_BARE_BLOCKS:
        labelled = [i for i in label_body(page, table) if is_paragraph(lines[i])]
        if labelled:
            return _without_islands(page, labelled)
    start, stop = page.run
    end = next((i for i in range(start, len(lines)) if heads_ranking(lines[i])), len(lines))
    return [i for i in _stretched(lines, start, min(stop, end), end) if is_paragraph(lines[i])]


def _without_islands(page: TextPage, body: Sequence[int]) -> list[int]:
    """Return the body without small groups of blocks after and far from the rest: teasers.

    Before it a first paragraph may stand alone, with pictures and links between.
    """
    groups: list[list[int]] = []
    for index in body:
        if groups and index - groups[-1][-1] <= _MAX_GAP_WITHIN_BLOCKS:
            groups[-1].append(index)
        else:
            groups.append([index])
    widths = [sum(page.shapes[index].width for index in group) for group in groups]
    most = max(widths)
    widest, least = widths.index(most), _MIN_ISLAND_SHARE * most
    after = zip(groups[widest:], widths[widest:], strict=True)
    kept = (group for group, width in after if width >= least)
    return list(chain.from_iterable([*groups[:widest], *kept]))


def is_paragraph(line: Line) -> bool:
    """Tell whether the line can be a paragraph at all: no byline, date, or machinery."""
    return is_content(line) and read_header_line(line) is None


def _stretched(lines: Sequence[Line], start: int, stop: int, end: int) -> range:
    """Return the run with the short sentences just before and after it."""
    if start == stop:
        prose = (i for i in range(end) if _is_body(lines[i]))
        start = next(prose, 0)
        stop = start + 1 if end and _is_body(lines[start]) else start
    for index in range(stop, end):
        if index - stop > _MAX_GAP_BLOCKS:
            break
        stop = index + 1 if _is_body(lines[index]) else stop
    for index in range(start - 1, -1, -1):
        if start - index > _MAX_GAP_BLOCKS + 1:
            break
        start = index if _is_body(lines[index]) else start
    return range(start, stop)


def _is_body(line: Line) -> bool:
    return is_prose(line) and is_paragraph(line)


def body_range(page: TextPage) -> list[int]:
    """Return the blocks that may be body: around the dense run, or with prose beside them."""
    start, stop = page.run
    if start == stop:
        return []
    near = range(start - _REACH_BLOCKS, stop + _REACH_BLOCKS)
    return [
        index
        for index, seen in enumerate(page.shapes)
        if seen.width >= _MIN_BODY_WIDTH and (index in near or has_prose_near(index, page.prose))
    ]


def label_body(page: TextPage, table: Table[BodyFeatures]) -> list[int]:
    """Return the blocks that the model calls body, in order; before the dense run it is asked more.

    What stands before decides where the header is looked for.
    """
    return [
        index
        for index in body_range(page)
        if table.score(body_values(page, index))
        > (_MIN_LEAD_LOG_ODDS if index < page.run.start else 0)
    ]


def body_values(page: TextPage, index: int) -> BodyFeatures:
    """Return the values of `BodyFeatures` for one block."""
    (text, bulleted), seen = page.blocks[index], page.shapes[index]
    before2, before, _, after, after2 = page.outlines[index : index + 5]
    wording = wording_of(text)
    stand = stand_of(index, page.run, page.prose)
    return BodyFeatures(
        length_end=seen.length * ENDS + seen.end,
        start=start(text),
        words=bisect_right(_WORD_STEPS, len(wording.tokens)),
        bullet=int(bulleted),
        machinery=wording.machinery,
        credit=wording.credit,
        digits=wording.digits,
        capitals=wording.capitals,
        commas=min(text.count(","), 3),
        repeated=min(page.counts[text] - 1, 2),
        place=stand.place,
        before=before,
        after=after,
        before2=before2,
        after2=after2,
        near=stand.near,
        around=stand.around,
        length_place=stand.place * LENGTHS + seen.length,
        known_words=known_words(wording.tokens, page.words),
        far=_far(index, page.run),
        commented=page.comments.after[index],
        signed=page.comments.signed[index],
    )


def _far(index: int, run: ProseRun) -> int:
    """Return how far before (0 to 5) or after (6 to 11) the start of the run the block stands."""
    if index < run.start:
        return bisect_right(_FAR_STEPS, run.start - index)
    return 6 + bisect_right(_FAR_STEPS, max(0, index - run.stop + 1))
