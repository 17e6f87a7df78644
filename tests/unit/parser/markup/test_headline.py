from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from services.parser.markup.dated_headline import without_date
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


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Tax office hires an army (from The Cape Courier )", "Tax office hires an army"),
        ("Tax office hires: Money: Cape Courier", "Tax office hires: Money"),
        ("Tax office hires an army (from The Hague)", "Tax office hires an army (from The Hague)"),
    ],
)
def test_a_site_named_in_brackets_or_after_a_colon_is_left_out(title: str, wanted: str) -> None:
    assert without_site(title, frozenset(["thecapecourier", "capecourier"])) == wanted


@pytest.mark.parametrize("site", ["cape-courier.example", "https://www.cape-courier.example/a/b"])
def test_a_host_known_from_elsewhere_tells_the_site(site: str) -> None:
    markup = f"<title>{RIGHT} - Cape-Courier</title>"
    assert headline(markup) == f"{RIGHT} - Cape-Courier"
    assert read_head(LexborHTMLParser(markup), site=[site]).headline == RIGHT


@pytest.mark.parametrize(
    "text",
    [
        f"Wednesday, 9 January 2008 {RIGHT}",
        f"Article published Wednesday, January 9, 2008 {RIGHT}",
        f"23.01.2022 - {RIGHT}",
        f"08.11.2021 | {RIGHT}",
        f"{RIGHT} 09.01.08 00:09",
        f"{RIGHT} 2008-01-14 Harbour Press International",
        f"{RIGHT} at 12:19 on 2008-01-14",
        f"{RIGHT} (January 9, 2008, 10:30)",
    ],
)
def test_a_date_glued_to_a_headline_is_left_out(text: str) -> None:
    assert without_date(text) == RIGHT


@pytest.mark.parametrize(
    "text",
    [
        "January 9, 2021 hearings begin today",
        "On April 3, 2025, the tide came in",
        "What happened on 6 January 2021",
        "Tide table 12/19/2025",
        "April 3, 2025: what to watch today",
        "9 January 2021 | Harbour",
    ],
)
def test_a_date_that_a_headline_speaks_of_stays(text: str) -> None:
    assert without_date(text) == text
