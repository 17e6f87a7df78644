"""The article's own date among those of a page."""

from __future__ import annotations

import pytest

from services.parser.page.extract import Extract, Stamp
from services.parser.page.lines import Line
from services.parser.plain.dates import read_loose_dates
from services.parser.plain.read import read_text

MENU = [f"Section {name}" for name in "ABCDEFGHIJKLMNOPQRST"]
HEADLINE = "Fire destroys ferry terminal in Port Ellery"
OTHERS = [
    line
    for day in range(10, 22)
    for line in (f"Storm number {day} closes the road to Port Osk", f"April {day}, 2025")
]
BODY = [
    f"The fire at the ferry terminal was put out after {count} hours, the harbour master said. "
    "Nobody was hurt when the roof came down, and the ferries to Osk left an hour late."
    for count in ("two", "three", "four", "five", "six", "seven")
]
OWN = Stamp("2025-04-27", "day", "byline")


def page(*lines: str) -> Extract:
    return read_text("\n".join(lines))


def test_dates_of_other_stories_before_the_article() -> None:
    found = page(*MENU, *OTHERS, *MENU, HEADLINE, "By Jane Doe", "April 27, 2025", *BODY, *MENU)
    assert (found.headline, found.published) == (HEADLINE, OWN)


def test_dates_of_other_stories_after_it() -> None:
    found = page(*MENU, HEADLINE, "April 27, 2025", *BODY, "Latest news", *OTHERS, *MENU)
    assert (found.headline, found.published) == (HEADLINE, OWN)


def test_only_dates_of_other_stories() -> None:
    assert page(*MENU, HEADLINE, *BODY, *MENU, "Latest news", *OTHERS).published is None


def test_the_day_at_the_top_of_the_page() -> None:
    top = "Wednesday, 03 December 2025"
    assert page(top, *MENU, HEADLINE, "April 27, 2025", *BODY, *MENU).published == OWN


@pytest.mark.parametrize(
    "line",
    [
        "Jane Doe in Harbour and Coast, Ferries, Port Ellery, April 27, 2025",
        "[Sunday, April 27, 2025] Harbour, Coast, Ferries, Politics",
        "SHOW - Jane Doe (Osk Star) - April 27, 2025",
    ],
)
def test_a_date_among_other_words_beside_the_headline(line: str) -> None:
    assert read_loose_dates([Line(line)], [0]) == {0: OWN}


@pytest.mark.parametrize(
    "line",
    [
        "The terminal opened on April 27, 2025.",
        "Harbour and coast, updated April 27, 2025",
        "Harbour, coast, ferries",
        "— Osk Fire Service (@oskfire) April 27, 2025",
        f"{'Harbour and coast ' * 8} April 27, 2025",
    ],
)
def test_no_date_of_a_sentence_an_update_or_a_long_line(line: str) -> None:
    assert read_loose_dates([Line(line)], [0]) == {}
