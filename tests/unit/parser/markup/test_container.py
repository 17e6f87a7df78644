from __future__ import annotations

import pytest

from services.parser.markup.container import completed, without_repeats
from services.parser.markup.page import Hints, HtmlPage, read_html_page
from services.parser.markup.tree import read_tree
from services.parser.markup.walk import read_blocks

PARAGRAPH = "<p>The ferry will run again before the summer, the harbour office said.</p>"


def page_of(markup: str) -> HtmlPage:
    root = read_tree(f"<body>{markup}</body>").body
    assert root is not None
    return read_html_page(read_blocks(root), Hints())


@pytest.mark.parametrize(
    ("around", "taken"),
    [
        ("<div>{}</div>", True),
        ("<aside>{}</aside>", False),
        ("<figure><figcaption>{}</figcaption></figure>", False),
        ("<div style='display: none'>{}</div>", False),
        ("<div><div role=dialog>{}</div></div>", False),
    ],
)
def test_in_the_container_a_doubtful_block_is_body_unless_it_is_apart(
    around: str, *, taken: bool
) -> None:
    page = page_of(f"<main>{PARAGRAPH * 3}{around.format('Tickets')}</main><p>Imprint")
    assert [block.text for block in page.blocks][3:] == ["Tickets", "Imprint"]
    scores = {0: 2.0, 1: 2.0, 2: 2.0, 3: -0.2, 4: -0.2}
    assert completed(page, scores) == [0, 1, 2, 3][: 3 + taken]


def test_what_is_hardly_body_is_none_in_the_container_either() -> None:
    page = page_of(f"<main>{PARAGRAPH}<p>Tickets</main>")
    assert completed(page, {0: 2.0, 1: -3.0}) == [0]
    assert completed(page, {0: -2.0, 1: -3.0}) == []


def test_a_paragraph_counts_once_and_a_short_line_may_stand_twice() -> None:
    page = page_of(f"{PARAGRAPH}<p>Row, row!</p>{PARAGRAPH}<p>Row, row!</p>")
    assert without_repeats(page, range(4)) == [0, 1, 3]
