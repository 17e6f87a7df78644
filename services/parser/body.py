"""Which blocks of a page are the article's body: features and their learned weights."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from services.parser.looks import ENDS, LENGTHS, Look, Run, neighbour
from services.parser.page import Page
from services.parser.tables import Table, load
from services.parser.traits import capitals, credit, digits, kin, machinery, read_tokens, start

BODY_FEATURES = {
    "length_end": LENGTHS * ENDS, "start": 6, "words": 8, "bullet": 2, "machinery": 4,
    "credit": 3, "digits": 3, "capitals": 6, "commas": 4, "repeated": 3, "place": 13,
    "before": 13, "after": 13, "before2": 13, "after2": 13, "near": 7, "around": 6,
    "length_place": 13 * LENGTHS, "kin": 6,
}  # fmt: skip
"""Name of each feature -> how many values it has."""

_REACH = 15
_WORD_COUNTS = (2, 3, 4, 6, 10, 16, 30)
_NEAR = (1, 60, 150, 300, 600, 1200)
_AROUND = (100, 300, 800, 1600, 3000)
_STEPS = (1, 2, 4, 9)

BODY = load("body", BODY_FEATURES)
"""The model of `lines.json`."""


def body_range(page: Page) -> range:
    """Return the blocks that may be body: the dense run and some around it."""
    if page.run.start == page.run.stop:
        return range(0)
    return range(max(0, page.run.start - _REACH), min(len(page.blocks), page.run.stop + _REACH))


def label_body(page: Page, table: Table) -> list[int]:
    """Return the blocks that the model calls body, in order."""
    return [index for index in body_range(page) if table.score(body_values(page, index)) > 0]


def body_values(page: Page, index: int) -> tuple[int, ...]:
    """Return the values of `BODY_FEATURES` for one block."""
    (text, bulleted), seen, looks = page.blocks[index], page.looks[index], page.looks
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
        neighbour(looks, index - 1),
        neighbour(looks, index + 1),
        neighbour(looks, index - 2),
        neighbour(looks, index + 2),
        bisect_right(_NEAR, _prose(looks, index, 2)),
        bisect_right(_AROUND, _prose(looks, index, 6)),
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


def _prose(looks: Sequence[Look], index: int, reach: int) -> int:
    around = looks[max(0, index - reach) : index + reach + 1]
    own = looks[index].width if looks[index].prose else 0
    return sum([seen.width for seen in around if seen.prose]) - own
