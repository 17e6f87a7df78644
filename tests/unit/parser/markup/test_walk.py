from __future__ import annotations

import pytest

from services.parser.markup.tree import read_tree
from services.parser.markup.walk import HtmlBlocks, read_blocks


def walk(body: str, *, whole: bool = False) -> HtmlBlocks:
    root = read_tree(f"<body>{body}</body>").body
    assert root is not None
    return read_blocks(root, whole=whole)


def texts(body: str, *, whole: bool = False) -> list[str]:
    return [block.text for block in walk(body, whole=whole).blocks]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<div>Before<p>Inside</p>after</div>", ["Before", "Inside", "after"]),
        ("<p>One <b>bold</b><i>!</i>\n next\tline</p>", ["One bold! next line"]),
        ("<p>One<br>line</p>", ["One line"]),
        ("One<br> <br>Two", ["One", "Two"]),
        ("<ul><li>a<li>b</ul>", ["a", "b"]),
        ("<made-up>One</made-up>Two", ["One", "Two"]),
        ("<p> </p><p>&nbsp;</p>", []),
        ("<p>a<script>b</script><style>c</style><!-- d --></p>", ["a"]),
        ("<a href=/><h2>Title</h2><p>Text</p></a>", ["Title", "Text"]),
    ],
)
def test_a_block_is_what_a_reader_sees_as_one(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


def test_the_frame_is_left_out_unless_asked_for() -> None:
    markup = "<nav>Menu</nav><p>Text</p><footer>Imprint</footer>"
    assert texts(markup) == ["Text"]
    assert texts(markup, whole=True) == ["Menu", "Text", "Imprint"]


def test_characters_in_links_are_counted() -> None:
    blocks = walk("<p>No link</p><p><a>All</a></p><p>Half<a>half</a></p>").blocks
    assert [block.linked for block in blocks] == [0, 3, 4]


def test_a_link_around_blocks_counts_in_each() -> None:
    assert [block.linked for block in walk("<a><p>One</p><p>Two</p></a><p>Three</p>").blocks] == [
        3,
        3,
        0,
    ]


def test_a_link_is_of_the_block_in_which_its_text_begins() -> None:
    markup = (
        "<p>One <a href=1>two</a><a href=2><img></a></p>three <a href=3><p>Four</p><p>Five</p></a>"
        "<a href=4> </a>six"
    )
    found = [[node.attributes["href"] for node in block.anchors] for block in walk(markup).blocks]
    assert found == [["1"], [], ["3"], [], []]


def test_a_block_knows_the_elements_around_it() -> None:
    blocks, elements = walk("<main><section class=x><p>Text</p></section></main>")
    chain = []
    number = blocks[0].element
    while number:
        chain.append(elements[number].tag)
        number = elements[number].parent
    assert chain == ["p", "section", "main"]
    assert elements[elements[blocks[0].element].parent].attributes == {"class": "x"}


def test_what_holds_no_text_is_no_element() -> None:
    _, elements = walk(
        "<header><img src=/x></header><div><p> </p><section><p>Text</p></section></div>"
    )
    assert [element.tag for element in elements] == ["body", "div", "section", "p"]


def test_depth_and_number_are_bounded() -> None:
    assert texts("<div>" * 100_000 + "deep") in ([], ["deep"])
    assert len(texts("<p>x" * 20_000)) == 8_000


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<span>By Jane Roe</span><span>May 3, 2024</span>", "By Jane Roe May 3, 2024"),
        ("<b>May 3, 2024</b><a>By Jane Roe</a><i>3 min</i>", "May 3, 2024 By Jane Roe 3 min"),
        ("<span>T</span><span>he ferry</span>", "The ferry"),
        ("H<sub>2</sub>O <i>un</i><b>seen</b>", "H2O unseen"),
        ("Mc<span>Donald</span>", "McDonald"),
        ("By <a>ODA LIND</a><span>Feb 3</span>", "By ODA LIND Feb 3"),
        ("<a>Ода Линд</a><span>Фев 3</span>", "Ода Линд Фев 3"),
        ("<a>Oda Lind</a><b>Édition</b>", "Oda Lind Édition"),
    ],
)
def test_boxes_that_touch_are_told_apart_from_parts_of_a_word(markup: str, text: str) -> None:
    assert texts(f"<p>{markup}</p>") == [text]
