from __future__ import annotations

import pytest

from services.parser.markup.page import Hints, read_html_page
from services.parser.markup.tree import read_tree
from services.parser.markup.walk import read_blocks

STORY = "".join(
    f"<p>The harbour office said on {day} that the ferry would run again before the summer, and"
    " that the pier had to be mended first.</p>"
    for day in ("Monday", "Tuesday", "Friday")
)
REPLY = "<p>I have taken that ferry for years, and it was never once on time.</p>"


def aside(markup: str) -> list[str]:
    root = read_tree(f"<body>{markup}</body>").body
    assert root is not None
    page = read_html_page(read_blocks(root), Hints(headline="Ferry to run again"))
    return [block.text[:5] for block in page.blocks if page.aside[block.element]]


@pytest.mark.parametrize("name", ["class=comments", "id=commentList", "id=disqus_thread"])
def test_comments_are_beside_the_article_however_many_there_are(name: str) -> None:
    found = aside(f"<h1>Ferry to run again</h1>{STORY}<div {name}>{REPLY * 20}</div>")
    assert found == ["I hav"] * 20


def test_what_is_around_the_headline_is_the_articles_whatever_it_is_called() -> None:
    page = f"<div class='post has-comments'><h1>Ferry to run again</h1>{STORY}</div>{STORY}"
    assert aside(page) == []
    assert aside(page.replace("h1>", "div>")) == []


def test_comments_without_an_article_are_what_the_page_has() -> None:
    assert aside(f"<div class=comments>{STORY}</div>") == []


def test_a_consent_notice_is_beside_the_article_unless_it_is_most_of_the_page() -> None:
    notice = "<p>We and our partners store cookies on your device to measure how it is used.</p>"
    assert aside(f"{STORY}<div id=onetrust-banner>{notice}</div>") == ["We an"]
    assert aside(f"<div class=cookies>{STORY}</div>{notice}") == []


HIDDEN = [
    "hidden",
    "style='Display : none'",
    "style='visibility:hidden'",
    "aria-hidden=true",
    "aria-modal=true",
    "role=dialog",
    "role=alertdialog",
]


@pytest.mark.parametrize("attribute", HIDDEN)
def test_what_is_hidden_or_laid_over_the_page_is_beside_the_article(attribute: str) -> None:
    assert aside(f"{STORY}<div {attribute}>{REPLY}</div>{STORY}") == ["I hav"]


def test_most_of_a_page_is_the_article_though_a_script_shows_it() -> None:
    parts = "".join(f"<div hidden>{STORY}</div>" for _ in range(3))
    assert aside(f"{STORY}{parts}") == []


@pytest.mark.parametrize(
    "folded",
    [
        "<div class=accordion><div aria-hidden=true>{}</div></div>",
        "<div id=faq-1 aria-hidden=true>{}</div>",
    ],
)
def test_what_a_click_unfolds_is_the_articles(folded: str) -> None:
    assert aside(f"{STORY}{folded.format(REPLY)}") == []
