from __future__ import annotations

import pytest

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
    "The wells are low, and the hay that was cut in May will not last until the autumn.",
    "Forty voices filled the hall once more, and the mayor thanked each of the singers.",
    "Trains will run as printed from Thursday, and tickets of the week before hold good.",
)
STORY = "".join(
    f"<p>{sentence} Nobody was hurt, and the road is open again.</p>" for sentence in SENTENCES[:3]
)
CARDS = "".join(
    f"<div><h3><a href=/{number}>{title}</a></h3><p>{SENTENCES[number]}</p></div>"
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
    assert [text.split(".")[0] + "." for text in found] == list(SENTENCES[:3])
    assert not several


def test_without_prose_there_is_no_body() -> None:
    assert read("<ul><li><a href=/a>News</a><li><a href=/b>Sport</a></ul>") == ([], False)
    assert read("") == ([], False)


def test_teasers_in_a_row_are_an_index() -> None:
    assert read(f"<main>{CARDS}</main>")[1]


def test_a_story_with_teasers_after_it_is_none() -> None:
    assert not read(f"<main><h1>{TITLES[0]}</h1>{STORY}{STORY}</main>{CARDS}")[1]


ITEMS = (
    "Boil the potatoes in their skins for twenty minutes, until a fork goes in without effort.",
    "Fry the onions slowly in butter, and take them from the fire before they turn brown.",
    "Lay fish and potatoes in a dish, pour the cream over them, and bake for half an hour.",
)
QUOTE = "We had waited for this day for ten years, and we will not wait for another one now."


def story_with(part: str, after: str = "") -> list[str]:
    inner = f"<h1>{TITLES[0]}</h1>{STORY}{part}{STORY.replace('road', 'bridge')}"
    return read(f"<main><article><div class=entry-content>{inner}</div></article>{after}</main>")[0]


@pytest.mark.parametrize(
    "part",
    [
        "<ul>" + "".join(f"<li>{item}</li>" for item in ITEMS) + "</ul>",
        "<ol>" + "".join(f"<li><span>{item}</span></li>" for item in ITEMS) + "</ol>",
        "<dl>" + "".join(f"<dt>Then</dt><dd>{item}</dd>" for item in ITEMS) + "</dl>",
        "<table>" + "".join(f"<tr><td>{item}</td></tr>" for item in ITEMS) + "</table>",
    ],
    ids=["ul", "ol", "dl", "table"],
)
def test_lists_and_tables_in_the_story_are_body(part: str) -> None:
    assert [text for text in story_with(part) if text in ITEMS] == list(ITEMS)


@pytest.mark.parametrize(
    "part",
    [
        f"<blockquote>{QUOTE}</blockquote>",
        f"<blockquote><p>{QUOTE}</p></blockquote>",
        f"<blockquote class=twitter-tweet><p>{QUOTE}</p></blockquote>",
        f"<pre>{QUOTE}</pre>",
    ],
    ids=["bare", "with a paragraph", "embed", "preformatted"],
)
def test_quotes_and_embedded_posts_in_the_story_are_body(part: str) -> None:
    assert QUOTE in story_with(part)


def test_a_story_in_a_list_is_body() -> None:
    page = f"<h1>{TITLES[0]}</h1><div class=post><ol><li>{STORY.replace('<p>', '<li>')}</ol></div>"
    assert [text.split(".")[0] + "." for text in read(page)[0]] == list(SENTENCES[:3])


def test_a_story_goes_on_however_many_blocks_stand_between() -> None:
    gap = "".join(f"<p>Row {number}</p>" for number in range(100))
    found = story_with(gap)
    assert sum("bridge" in text for text in found) == 3


@pytest.mark.parametrize(
    "around",
    [
        "<div id=comments><ol class=commentlist>{}</ol></div>",
        "<section class=comments-area><div class=comment-body>{}</div></section>",
        "<div style='display:none'>{}</div>",
        "<div role=dialog aria-modal=true>{}</div>",
        "<div id=onetrust-consent-sdk>{}</div>",
    ],
    ids=["comment list", "comments", "hidden", "dialog", "consent"],
)
def test_other_regions_are_not_body(around: str) -> None:
    prose = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[3:])
    found = story_with("", after=around.format(prose))
    assert not set(found) & set(SENTENCES[3:])
    assert len(found) == 6


def test_a_ticker_is_not_body() -> None:
    items = "".join(f"<li><a href=/{n}>{title}</a> 14:0{n}</li>" for n, title in enumerate(TITLES))
    found = story_with("", after=f"<div class=ticker><ul>{items}</ul></div>")
    assert len(found) == 6


def test_a_body_that_is_shown_twice_is_given_once() -> None:
    inner = f"<div class=story>{STORY}</div>"
    found, _ = read(f"<h1>{TITLES[0]}</h1>{inner}<div class='story mobile'>{inner}</div>")
    assert len(found) == len(set(found)) == 3
