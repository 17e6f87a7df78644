"""Which blocks of a page are the article's body: features and their learned weights."""

from __future__ import annotations

from bisect import bisect_right

from services.parser.models.tables import Table, load
from services.parser.plain.looks import ENDS, LENGTHS, Run
from services.parser.plain.page import Page
from services.parser.traits import capitals, credit, digits, kin, machinery, read_tokens, start

BODY_FEATURES = {
    "length_end": LENGTHS * ENDS, "start": 6, "words": 8, "bullet": 2, "machinery": 4,
    "credit": 3, "digits": 3, "capitals": 6, "commas": 4, "repeated": 3, "place": 13,
    "before": 13, "after": 13, "before2": 13, "after2": 13, "near": 7, "around": 6,
    "length_place": 13 * LENGTHS, "kin": 6,
}  # fmt: skip
"""Name of each feature -> how many values it has."""

_REACH = 15
_NARROWEST = 12
_WORD_COUNTS = (2, 3, 4, 6, 10, 16, 30)
_NEAR = (1, 60, 150, 300, 600, 1200)
_AROUND = (100, 300, 800, 1600, 3000)
_STEPS = (1, 2, 4, 9)

BODY = load("lines", "body", BODY_FEATURES)
"""The model of `lines.json`."""


def body_range(page: Page) -> list[int]:
    """Return the blocks that may be body: in the dense run or around it, more than a word."""
    start, stop = page.run
    if start == stop:
        return []
    around = range(max(0, start - _REACH), min(len(page.blocks), stop + _REACH))
    return [index for index in around if page.looks[index].width >= _NARROWEST]


def label_body(page: Page, table: Table) -> list[int]:
    """Return the blocks that the model calls body, in order."""
    return [index for index in body_range(page) if table.score(body_values(page, index)) > 0]


def body_values(page: Page, index: int) -> tuple[int, ...]:
    """Return the values of `BODY_FEATURES` for one block."""
    (text, bulleted), seen = page.blocks[index], page.looks[index]
    before2, before, _, after, after2 = page.outlines[index : index + 5]
    tokens = read_tokens(text)
    place = _place(index, page.run)
    return (
        seen.length * ENDS + seen.end,
        start(text),
        bisect_right(_WORD_COUNTS, len(tokens)),
        int(bulleted),
        machinery(tokens),
        credit(text, tokens),
        digits(text),
        capitals(text),
        min(text.count(","), 3),
        min(page.counts[text] - 1, 2),
        place,
        before,
        after,
        before2,
        after2,
        bisect_right(_NEAR, _prose(page, index, 2)),
        bisect_right(_AROUND, _prose(page, index, 6)),
        place * LENGTHS + seen.length,
        kin(tokens, page.words),
    )


def _place(index: int, run: Run) -> int:
    """Return where the block stands: before (0 to 4), in (5 to 7) or after (8 to 12) the run."""
    if index < run.start:
        return 4 - bisect_right(_STEPS, run.start - index - 1)
    if index >= run.stop:
        return 8 + bisect_right(_STEPS, index - run.stop)
    return 5 if index == run.start else 7 if index == run.stop - 1 else 6


def _prose(page: Page, index: int, reach: int) -> int:
    """Return the width of the prose around the block, without its own."""
    sums = page.prose
    around = sums[min(index + reach + 1, len(sums) - 1)] - sums[max(0, index - reach)]
    return around - (sums[index + 1] - sums[index])
