"""What the paragraphs of an HTML page are to its reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.events import BlockKind
from services.parser.markup.container import outer_elements
from services.parser.markup.page import Hints, HtmlPage, read_html_page
from services.parser.markup.paragraphs import paragraphs_of
from services.parser.markup.read import read_html
from services.parser.markup.table_rows import rows_of
from services.parser.markup.tree import read_tree
from services.parser.markup.walk import read_blocks
from services.parser.page.extract import Anchor, Paragraph

GUIDE = (Path(__file__).parents[1] / "samples" / "ferry-guide.html").read_text(encoding="utf-8")
SENTENCES = (
    "The harbour office closed the pier on Monday after a storm had torn off its roof.",
    "Two boats were damaged, and nobody was hurt, a speaker of the office said in the evening.",
    "The pier is to open again in spring, when the roof has been mended and inspected.",
)
TEXT = "The old lighthouse has been dark since the evening, and the ferries wait in the bay."


def read_page(*parts: str) -> HtmlPage:
    root = read_tree(f"<html><body>{''.join(parts)}</body></html>").body
    assert root is not None
    return read_html_page(read_blocks(root), Hints())


def kind_of(markup: str) -> BlockKind | None:
    """Return what the text is on a page that is all body."""
    first, *rest = (f"<p>{text}</p>" for text in SENTENCES)
    page = read_page("<article>", first, markup, *rest, "</article>")
    body = range(len(page.blocks))
    found = paragraphs_of(page, body, {}, outer_elements(page, body))
    return next(paragraph.kind for paragraph in found if paragraph.text == TEXT)


def test_a_page_says_what_its_paragraphs_are() -> None:
    assert [paragraph.kind for paragraph in read_html(GUIDE).body] == [
        "paragraph",
        "heading",
        "paragraph",
        "list-item",
        "list-item",
        "paragraph",
        "list-item",
        "list-item",
        "quote",
        "paragraph",
        "heading",
        "table-row",
        "table-row",
        "table-row",
        "paragraph",
        "preformatted",
        "paragraph",
        "embed",
        "paragraph",
    ]


def test_the_cells_of_a_row_are_one_paragraph() -> None:
    rows = [one.text.split("\t") for one in read_html(GUIDE).body if one.kind == "table-row"]
    assert rows == [
        ["Ticket", "Until now, one way", "From November, one way"],
        ["Adults who travel on foot", "12 crowns for the crossing", "11 crowns for the crossing"],
        ["Children under the age of ten", "6 crowns for the crossing", "nothing, with an adult"],
    ]


def test_program_text_keeps_its_lines() -> None:
    code = next(one.text for one in read_html(GUIDE).body if one.kind == "preformatted")
    assert code.split("\n") == [
        'timetable = fetch("northern line")',
        "for boat in timetable:",
        "    print(boat.time, boat.pier)",
    ]


def test_marks_within_program_text_do_not_part_its_words() -> None:
    markup = "<pre><code>\n<b>get</b><i>Boat</i>(\n\n  <u>pier</u>\t)  </code></pre>"
    page = read_page(markup)
    assert page.blocks[0][0::3] == ("get Boat( pier )", "getBoat(\n\n  pier\t)")


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        (f"<p>{TEXT}</p>", "paragraph"),
        (f"<div>{TEXT}</div>", "paragraph"),
        (f"<h2>{TEXT}</h2>", "heading"),
        (f"<ul><li><div><p>{TEXT}</p></div></li></ul>", "list-item"),
        (f"<dl><dt>A term of the harbour's</dt><dd>{TEXT}</dd></dl>", "list-item"),
        (f"<blockquote>{TEXT}</blockquote>", "quote"),
        (f"<ul><li><blockquote>{TEXT}</blockquote></li></ul>", "quote"),
        (f"<blockquote><ul><li>{TEXT}</li></ul></blockquote>", "list-item"),
        (f"<ul><li><h3>{TEXT}</h3></li></ul>", "heading"),
        (f"<ul><li><h3>What has gone out</h3><p>{TEXT}</p></li></ul>", "paragraph"),
        (f"<pre>{TEXT}</pre>", "preformatted"),
        (f'<blockquote class="x instagram-media"><p>{TEXT}</p></blockquote>', "embed"),
        (f'<div class="tweet"><blockquote><p>{TEXT}</p></blockquote></div>', "embed"),
        (f'<blockquote class="blockquote-embed"><p>{TEXT}</p></blockquote>', "quote"),
        (f"<table><tr><td><p>{TEXT}</p></td></tr></table>", "paragraph"),
    ],
)
def test_the_elements_around_a_block_tell_its_kind(markup: str, kind: BlockKind) -> None:
    assert kind_of(markup) == kind


@pytest.mark.parametrize(
    "around",
    [
        "<table><tr><td>Menu</td><td>{}</td></tr></table>",
        "<blockquote>{}</blockquote>",
        "<ul><li>{}</li></ul>",
        '<div class="tweet">{}</div>',
    ],
)
def test_what_lays_out_the_page_says_nothing_of_its_paragraphs(around: str) -> None:
    inner = "".join(f"<p>{text}</p>" for text in SENTENCES)
    found = read_html(f"<html><body>{around.format(inner)}</body></html>")
    assert found.body == tuple(Paragraph(text, "paragraph") for text in SENTENCES)


ROWS = "<tr><td>Boats</td><td>7</td></tr>" * 3
LONE = "<tr><td colspan=2>By the harbour office</td></tr>"
LAID_OUT = f"<tr><td><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p></td><td>7</td></tr>"


@pytest.mark.parametrize(
    ("table", "body", "rows"),
    [
        (ROWS, [2], [(2, 3)]),
        (ROWS, [2, 5], [(2, 3), (4, 5), (6, 7)]),
        (LONE + ROWS, [2], []),
        (LONE + ROWS, [3], [(3, 4)]),
        (LAID_OUT, [2, 3], []),
    ],
)
def test_a_row_is_whole_and_a_table_of_which_half_is_told(
    table: str, body: list[int], rows: list[tuple[int, int]]
) -> None:
    first, *rest = (f"<p>{text}</p>" for text in SENTENCES)
    page = read_page(first, first, f"<table>{table}</table>", *rest)
    body = [0, 1, *body, len(page.blocks) - 1]
    found = rows_of(page, body, outer_elements(page, body))
    assert sorted(set(found.values())) == rows
    assert found == {index: row for row in rows for index in row}


def test_the_cells_of_a_row_keep_their_links() -> None:
    row = '<tr><td><a href="/boats">Ferry <b>boats</b></a></td><td><a href=" 7 ">7</a></td></tr>'
    first, *rest = (f"<p>{text}</p>" for text in SENTENCES)
    page = read_page(first, f"<table>{row}</table>", *rest)
    body = range(len(page.blocks))
    found = list(paragraphs_of(page, body, dict.fromkeys((1, 2), (1, 2)), {0}))
    anchors = (Anchor("/boats", "Ferry boats"), Anchor("7", "7"))
    assert found[1] == Paragraph("Ferry boats\t7", "table-row", anchors)


def test_text_of_the_structured_data_is_of_unknown_kind() -> None:
    body = "\\n".join(SENTENCES)
    data = f'{{"@type": "NewsArticle", "headline": "Pier closed", "articleBody": "{body}"}}'
    script = f'<script type="application/ld+json">{data}</script>'
    found = read_html(f"<html><head>{script}</head><body></body></html>").body
    assert found == tuple(map(Paragraph, SENTENCES))
