"""The headers of articles amid a page's menus, where the learned models decide."""

from __future__ import annotations

import pytest

from services.parser.page.extract import Extract, Stamp
from services.parser.plain.read import read_text

MENU = [f"Section {name}" for name in "ABCDEFGHIJKLMNOPQRST"]
HEADLINE = "Fire destroys ferry terminal in Port Ellery"
STANDFIRST = "The blaze in the harbour broke out before dawn, and three people are missing since."
BODY = [
    f"The fire at the ferry terminal was put out after {count} hours, the harbour master said. "
    "Nobody was hurt when the roof came down, and the ferries to Osk left an hour late."
    for count in ("two", "three", "four", "five", "six", "seven")
]


def page(*around: str) -> Extract:
    return read_text("\n".join([*MENU, *around, *BODY, "Imprint", "Contact", *MENU]))


@pytest.mark.parametrize(
    "around",
    [
        (HEADLINE, "By Jane Doe", "April 27, 2025"),
        (HEADLINE, STANDFIRST, "By Jane Doe", "April 27, 2025"),
        ("Harbour", HEADLINE, STANDFIRST, "By", "Jane Doe", "April 27, 2025"),
        (HEADLINE, "Jane Doe", "April 27, 2025", "Smoke over the harbour. Photo: Osk Pictures"),
        (HEADLINE, "Jane DoeSenior Reporter", "April 27, 20252 minute read"),
    ],
)
def test_headline_byline_and_date(around: tuple[str, ...]) -> None:
    extract = page(*around)
    assert extract.headline == HEADLINE
    assert extract.byline == ("Jane Doe",)
    assert extract.published == Stamp("2025-04-27", "day", "byline")
    assert extract.paragraphs[-len(BODY) :] == tuple(BODY)


def test_a_line_that_would_join_the_headline_does_not() -> None:
    assert page(HEADLINE, "back to the video", "April 27, 2025").headline == HEADLINE


def test_a_date_after_an_update_label_is_that_of_the_update() -> None:
    extract = page(HEADLINE, "Updated:", "April 28, 2025")
    assert (extract.published, extract.updated) == (None, Stamp("2025-04-28", "day", "byline"))
