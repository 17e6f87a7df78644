"""Which of the blocks that a model calls body are: here one that calls all of them so."""

from __future__ import annotations

from services.parser.models.tables import Table, sizes_of
from services.parser.page.lines import read_lines
from services.parser.plain.body import BodyFeatures, find_body
from services.parser.plain.page import read_text_page

ALL: Table[BodyFeatures] = Table(
    1.0, tuple((0.0,) * size for size in sizes_of(BodyFeatures).values())
)
BODY = [
    f"The fire at the ferry terminal was put out after {count} hours, the harbour master said. "
    "Nobody was hurt when the roof came down, and the ferries to Osk left an hour late."
    for count in ("two", "three", "four", "five", "six", "seven")
]
ALONE = "The crew of another ferry left the ship before dawn."
SMALL = [f"Menu {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


def body(*lines: str) -> list[str]:
    page = read_text_page(read_lines("\n".join(lines)))
    return [page.blocks[index].text for index in find_body(page, ALL)]


def test_a_teaser_far_after_the_body_is_none_of_it() -> None:
    assert body(*SMALL, *BODY, *SMALL, ALONE) == BODY


def test_a_first_paragraph_far_before_the_rest_is_part_of_it() -> None:
    assert body(ALONE, *SMALL, *BODY, *SMALL) == [ALONE, *BODY]


def test_the_body_goes_on_however_far_away() -> None:
    assert body(*BODY, *SMALL, *SMALL, *BODY) == [*BODY, *BODY]
