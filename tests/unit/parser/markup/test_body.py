from __future__ import annotations

from services.parser.markup.body import body_blocks
from services.parser.markup.page import Hints, read_html_page
from services.parser.markup.teasers import is_index
from services.parser.markup.tree import read_tree
from services.parser.markup.walk import read_blocks

TITLES = (
    "Council votes to widen the harbour road",
    "Two rescued after boat sinks off the coast",
    "Museum reopens after ten years of works",
    "Farmers count the cost of a dry spring",
    "City choir sings for the last time in hall",
    "Rail strike ends as union accepts offer",
)
SENTENCES = (
    "The decision was taken late on Tuesday after a debate of four hours, members said.",
    "A fisherman heard the calls and brought both to the shore before the lifeboat came.",
    "Visitors can see three new rooms and maps that nobody had looked at for decades.",
)
STORY = "".join(
    f"<p>{sentence} Nobody was hurt, and the road is open again.</p>" for sentence in SENTENCES
)
CARDS = "".join(
    f"<div><h3><a href=/{number}>{title}</a></h3><p>{SENTENCES[number % 3]}</p></div>"
    for number, title in enumerate(TITLES)
)


def read(markup: str) -> tuple[list[str], bool]:
    root = read_tree(f"<body>{markup}</body>").body
    assert root is not None
    page = read_html_page(read_blocks(root), Hints(headline=TITLES[0]))
    body = body_blocks(page)
    return [page.blocks[index].text for index in body], is_index(page, body)


def test_the_body_is_the_story_and_nothing_around_it() -> None:
    around = "<ul><li><a href=/a>News</a><li><a href=/b>Sport</a></ul>"
    notice = "<div>Subscribe to our newsletter</div>"
    teasers = "".join(f"<div><a href=/{title}>{title}</a></div>" for title in TITLES)
    page = f"{around}<main><h1>{TITLES[0]}</h1>{STORY}</main>{notice}<aside>{teasers}</aside>"
    found, several = read(page)
    assert [text.split(".")[0] + "." for text in found] == list(SENTENCES)
    assert not several


def test_without_prose_there_is_no_body() -> None:
    assert read("<ul><li><a href=/a>News</a><li><a href=/b>Sport</a></ul>") == ([], False)
    assert read("") == ([], False)


def test_teasers_in_a_row_are_an_index() -> None:
    assert read(f"<main>{CARDS}</main>")[1]


def test_a_story_with_teasers_after_it_is_none() -> None:
    assert not read(f"<main><h1>{TITLES[0]}</h1>{STORY}{STORY}</main>{CARDS}")[1]
