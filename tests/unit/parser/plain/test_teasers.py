from __future__ import annotations

from services.parser.page.extract import Extract
from services.parser.plain.read import read_text

MENU = ["* Home", "* World", "* Sport", "Sign in", "Search"]
TITLE = "Ferry number {} burns in the harbour of Ellery"
TEASER = "The crew of ferry {} left the ship before dawn and nobody was hurt, the port said."


def index_page(*between: str) -> str:
    stories = [
        line
        for number in range(12)
        for line in (TITLE.format(number), *between, TEASER.format(number))
    ]
    return "\n".join([*MENU, *stories, *MENU])


def test_a_page_of_teasers_is_no_article() -> None:
    assert read_text(index_page()) == Extract(several=True)


def test_a_line_may_stand_between_title_and_teaser() -> None:
    assert read_text(index_page("By Jane Doe")) == Extract(several=True)


def test_subheads_between_paragraphs_make_no_index() -> None:
    parts = [
        line
        for number in range(12)
        for line in (TITLE.format(number), *[TEASER.format(number + step) for step in (0, 20, 40)])
    ]
    extract = read_text("\n".join([*MENU, "Twelve ferries burn in one night", *parts, *MENU]))
    assert len(extract.paragraphs) > len(parts) // 2


def test_few_teasers_after_an_article_leave_it_alone() -> None:
    body = [f"{TEASER.format(number)} {TEASER.format(number)}" for number in range(6)]
    teasers = [line.format(n) for n in range(30, 34) for line in (TITLE, TEASER)]
    extract = read_text("\n".join([*MENU, "Ferry burns in Ellery", *body, *teasers, *MENU]))
    assert extract.headline == "Ferry burns in Ellery"
    assert extract.paragraphs[: len(body)] == tuple(body)


def test_a_list_under_a_header_of_its_own_is_an_article() -> None:
    header = ["Twelve ferries burn in one night", "By Jane Doe", "April 27, 2025"]
    items = [line.format(number) for number in range(12) for line in (TITLE, TEASER)]
    extract = read_text("\n".join([*MENU, *header, *items, *MENU]))
    assert not extract.several
    assert TEASER.format(0) in extract.paragraphs
