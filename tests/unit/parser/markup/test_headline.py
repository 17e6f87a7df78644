from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from services.parser.markup.headline import without_site
from services.parser.markup.html_head import read_head

RIGHT = "Ferry runs aground off the northern cape"
OTHER = "Ferry accident today: what we know so far"


def headline(markup: str) -> str | None:
    return read_head(LexborHTMLParser(markup)).headline


def og(name: str, text: str) -> str:
    return f'<meta property="og:{name}" content="{text}">'


def test_an_h1_goes_before_the_title_that_search_engines_read() -> None:
    assert headline(f"<title>{OTHER}</title><h1>{RIGHT}</h1>") == RIGHT


def test_what_two_sources_say_goes_before_what_one_says() -> None:
    markup = og("title", RIGHT) + f"<title>{OTHER}</title><h1>{RIGHT}</h1>"
    assert headline(markup + f'<meta name="twitter:title" content="{OTHER}">') == RIGHT


def test_the_name_of_the_site_is_left_out() -> None:
    assert (
        headline(og("title", f"{RIGHT} | Cape Courier") + og("site_name", "Cape Courier")) == RIGHT
    )


def test_a_section_after_the_words_of_the_heading_is_left_out() -> None:
    assert headline(og("title", f"{RIGHT} - Region") + f"<h1>{RIGHT}</h1>") == RIGHT


def test_the_headings_of_other_stories_are_not_it() -> None:
    markup = f"<title>{RIGHT}</title><h1>Cape Courier</h1><h1>{OTHER}</h1><h1>{RIGHT}</h1>"
    assert headline(markup) == RIGHT


def test_entities_and_misread_letters_are_mended() -> None:
    assert (
        headline(og("title", "Tief &amp;amp; hoch fÃ¼r K\u00adiel im Mai"))
        == "Tief & hoch für Kiel im Mai"
    )


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Budget | Tax office hires an army | Cape Courier", "Budget | Tax office hires an army"),
        ("Cape Courier | Tax office hires", "Tax office hires"),
        ("Cape Courier: Tax office hires", "Tax office hires"),
        ("Cape Courier - Cape Courier - Tax office hires", "Tax office hires"),
        ("Cape: Tax office hires", "Cape: Tax office hires"),
        ("Tax office hires_Cape Courier", "Tax office hires"),
        ("Tax office hires - Cape Courier - 03.05.2024", "Tax office hires"),
        ("Tax office hires - and fires", "Tax office hires - and fires"),
        ("Cape Courier", "Cape Courier"),
    ],
)
def test_only_the_site_is_cut_off(title: str, wanted: str) -> None:
    assert without_site(title, frozenset({"capecourier"})) == wanted


@pytest.mark.parametrize("logo", ["", "<h1></h1>", "<h1><a href=/><img src=logo.png></a></h1>"])
def test_a_title_that_only_names_the_site_is_no_headline(logo: str) -> None:
    markup = f"<title>The Cape Courier</title><body>{logo}<h2><a href=/b>{OTHER}</a></h2>"
    assert headline(f"{markup}<article><h2>{RIGHT}</h2><p>Text.</p></article>") == RIGHT


def test_a_site_that_names_itself_is_no_headline() -> None:
    markup = og("title", "Cape Courier") + og("site_name", "Cape Courier")
    assert headline(f"{markup}<h2>{RIGHT}</h2>") == RIGHT


def test_a_short_title_stays_where_no_heading_says_more() -> None:
    assert headline("<title>Ferry aground</title><h2>More</h2><p>Text.</p>") == "Ferry aground"
