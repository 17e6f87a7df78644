from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.parser.markup.attribute_count import MAX_ATTRIBUTES, may_be_many
from services.parser.markup.bounds import bounded
from services.parser.markup.nesting import MAX_OPEN_ELEMENTS
from services.parser.markup.tree import read_tree

# What a parser opens around one element of ours: table, tbody, tr, td, and a link.
AROUND = 5
KINDS = """
    div p ul li ol dl dd dt span a b font table tr td th caption colgroup col form button select
    option svg math title style script desc foreignObject mi template object marquee h1 h2 section
    menu noscript textarea iframe frameset body html hr ruby rt x-y input summary blockquote
""".split()  # noqa: SIM905


@pytest.mark.parametrize(
    "markup",
    [
        "<div>",
        "<dl><dd>",
        "<ul><li>",
        "<blockquote>",
        "<table><tr><td>",
        "<section><p>",
        "<a href=x><div>",
        "<span></p>",
        "<b><p>",
        "<button><div></p>",
        "<form><table></form></table></form>",
        "<svg><desc>",
        "<div><!--</div>-->",
        "<div></x-y>",
        "<p><object></p></object>",
        "<template><div>",
        "<menu><p><optgroup>",
        "<svg><title><div><style></div></style>",
        "<script><!--<script></script></div>--></script><div>",
    ],
)
def test_elements_nest_no_deeper_than_a_parser_bears(markup: str) -> None:
    tree = read_tree(markup * (4_500 // markup.count("<")) + "<p>A ferry burnt.")
    assert depth(tree) <= AROUND * MAX_OPEN_ELEMENTS


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds("<{}{}>".format, st.sampled_from(["", "/"]), st.sampled_from(KINDS))
        | st.sampled_from(["x", "<!--", "-->", '"', "<p a='", ">", "</", "<![CDATA["]),
        min_size=1,
        max_size=8,
    )
)
def test_so_it_is_with_whatever_is_repeated(tokens: list[str]) -> None:
    tree = LexborHTMLParser(bounded("".join(tokens) * 2 * MAX_OPEN_ELEMENTS))
    assert depth(tree) <= AROUND * MAX_OPEN_ELEMENTS


def test_text_that_stands_too_deep_stays_and_so_does_what_follows() -> None:
    deep = "<div>" * 5_000 + "A ferry burnt." + "</div>" * 5_000
    root = read_tree(f"<body>{deep}<p id=after>Nobody was hurt.</p>").body
    assert root is not None
    assert "A ferry burnt." in root.text()
    after = root.css_first("p#after")
    assert after is not None
    assert after.parent is not None
    assert after.parent.tag == "body"


def test_items_and_paragraphs_without_end_tags_do_not_nest() -> None:
    root = read_tree("<ul>" + "<li>x<p>y" * 4_000).body
    assert root is not None
    assert len(root.css("ul > li > p")) == 4_000


@pytest.mark.parametrize(
    "markup",
    [
        "<p {}>",
        '<p a=">" {}>',
        "<p x<y {}",
        "<svg><style><p a='</style>' {}>",
        "<svg><desc><div></svg></div></desc><script><p a='</script>' {}>",
        "<script><!--<script></script><p a='--></script>' {}>",
        "<math><mi><style></math><p a='</style>' {}>",
    ],
)
def test_a_tag_has_no_more_attributes_than_a_parser_bears(markup: str) -> None:
    many = " ".join(f"a{number}=b" for number in range(10_000))
    tree = read_tree(markup.format(many))
    assert max(len(node.attributes) for node in tree.css("*")) <= MAX_ATTRIBUTES + 2


def test_attributes_of_the_page_as_a_whole_do_not_pile_up() -> None:
    tree = read_tree("".join(f"<body a{number}=b>" for number in range(10_000)))
    assert tree.body is not None
    assert len(tree.body.attributes) < MAX_ATTRIBUTES


def test_the_first_attributes_are_kept() -> None:
    many = " ".join(f"a{number}=b" for number in range(1_000))
    root = read_tree(f"<p class='body' {many}>A ferry burnt.</p>").body
    assert root is not None
    assert root.css_first("p.body") is not None


@pytest.mark.parametrize(
    "markup",
    [
        "<svg viewBox='0 0 1 1'><title>Menu</title><style>.a{}</style><path d='M0 0'/></svg><p>x",
        "<script>if (a < b && c > d) document.write('<script src=x><\\/script>')</script><p>x",
        "<script><!--\nif (a<b) {}\n//--></script><style><!-- p > a {} --></style><p>x",
        "<!-- <p --><p title='a > b' data-x=\"it's\">x</p><br/><img src=a.png alt>",
        "1 < 2 <3 <<",
    ],
)
def test_what_news_pages_hold_costs_no_second_look(markup: str) -> None:
    assert not may_be_many(markup)


def test_formatting_that_piles_up_is_left_out() -> None:
    hostile = "".join(f"<p><B a={number}>x" for number in range(1_000))
    root = read_tree(hostile).body
    assert root is not None
    assert not root.css("b")
    assert len(root.css("p")) == 1_000


def test_other_formatting_keeps_its_attributes() -> None:
    root = read_tree("<p><font color=red>x</font>" * 500).body
    assert root is not None
    assert len(root.css("font[color=red]")) == 500


@pytest.mark.parametrize("markup", ["<", "<" * 100_000, "<a" * 50_000, "&#" * 50_000, "\0<p>\0"])
def test_any_markup_gives_a_tree(markup: str) -> None:
    assert read_tree(markup).body is not None


def depth(tree: LexborHTMLParser) -> int:
    deepest = 0
    above: list[LexborNode] = []
    node = tree.root
    while node is not None:
        child = node.first_child
        if child is not None:
            above.append(node)
            deepest = max(deepest, len(above))
            node = child
            continue
        while node.next is None and above:
            node = above.pop()
        node = node.next
    return deepest


@pytest.mark.parametrize("empty", ["<title/>", "<style type='text/css'/>", "<TITLE />"])
def test_an_empty_title_of_a_drawing_does_not_take_the_page(empty: str) -> None:
    page = f"<svg class=icon>{empty}<path d=M0/></svg><p>A ferry burnt.</p><p title=a>So it is."
    body = LexborHTMLParser(bounded(page)).body
    assert body is not None
    assert [node.text() for node in body.css("p")] == ["A ferry burnt.", "So it is."]
