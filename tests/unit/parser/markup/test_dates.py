from __future__ import annotations

import pytest

from services.parser.markup.html_head import HtmlHead, read_head
from services.parser.markup.tree import read_tree
from services.parser.page.extract import Stamp

URL = '<link rel="canonical" href="https://news.example/2024/05/03/ferry">'
HEADING = "<h1>Ferry runs aground off the cape</h1>"


def head(markup: str) -> HtmlHead:
    return read_head(read_tree(markup))


@pytest.mark.parametrize(
    "name", ["article:published_time", "datePublished", "publish-date", "dc.date.issued", "date"]
)
def test_meta_elements(name: str) -> None:
    found = head(f'<meta name="{name}" content="2024-05-03">')
    assert found.published == Stamp("2024-05-03", "day", "meta")


def test_a_time_after_the_heading() -> None:
    found = head(f"{HEADING}<time datetime='2024-05-03T10:00Z'>3 May</time>")
    assert found.published == Stamp("2024-05-03T10:00Z", "minute", "byline")


def test_a_label_before_the_time_tells_which_it_is() -> None:
    markup = "<p>Updated: <time>4 May 2024</time></p><p>Published: <time>3 May 2024</time></p>"
    found = head(HEADING + markup)
    assert found.published == Stamp("2024-05-03", "day", "byline")
    assert found.updated == Stamp("2024-05-04", "day", "byline")


def test_the_time_of_another_story_is_not_the_article_s() -> None:
    markup = "<aside><time>1 May 2024</time></aside>" + "<h2>More news</h2>" * 5
    assert head(f"{HEADING}{markup}<time>2 May 2024</time>").published is None


def test_a_date_far_from_that_of_the_address_is_another_story_s() -> None:
    found = head(f"{URL}{HEADING}<time>1 April 2024</time>")
    assert found.published == Stamp("2024-05-03", "day", "url")


def test_the_first_readable_of_several_dates_counts() -> None:
    script = '{"@type": "Article", "datePublished": "soon", "dateCreated": "2024-05-02"}'
    found = head(f'<script type="application/ld+json">{script}</script>')
    assert found.published == Stamp("2024-05-02", "day", "structured-data")


def test_one_element_may_show_both_dates() -> None:
    markup = (
        "<time itemprop=dateModified datetime=2024-05-05T19:20>"
        "03/05/2024 01:57 | Actualizado a 05/05/2024 19:20</time>"
    )
    found = head(HEADING + markup.replace("03/05", "23/04"))
    assert found.published == Stamp("2024-04-23T01:57", "minute", "byline")
    assert found.updated == Stamp("2024-05-05T19:20", "minute", "byline")


@pytest.mark.parametrize("moment", ["1714730400", "1714730400000", " 1714730400.5 "])
def test_machines_count_seconds_since_1970(moment: str) -> None:
    found = head(f'<meta property="article:published_time" content="{moment}">')
    assert found.published == Stamp("2024-05-03T10:00:00Z", "second", "meta")


@pytest.mark.parametrize("day", ["1970-01-01", "0001-01-01", "1969-12-31", "1900-01-01"])
def test_the_first_day_of_a_calendar_is_no_date(day: str) -> None:
    assert head(f'<meta name="date" content="{day}T00:00:00Z">').published is None


def test_the_attribute_value_of_a_meta_element_may_have_its_date() -> None:
    found = head("<meta name=article:published_time value=2024-05-03><meta name=og:title value=x>")
    assert found.published == Stamp("2024-05-03", "day", "meta")
    assert found.headline is None


@pytest.mark.parametrize(
    ("language", "wanted"), [("en-GB", "2024-05-03"), ("en-US", "2024-03-05"), ("en", None)]
)
def test_a_region_tells_the_order_of_a_date_for_machines(language: str, wanted: str | None) -> None:
    found = head(f"<html lang={language}><meta name=date content=03/05/2024>")
    assert found.published == (Stamp(wanted, "day", "meta") if wanted else None)


DATA = '<script type="application/ld+json">{{"@type": "Article", "datePublished": "{}"{}}}</script>'


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        ("<meta name=date content='2024-05-02T18:09:55-07:00'>", "2024-05-02T18:09:55-07:00"),
        ("<meta name=date content='2024-05-02 18:09:55'>", "2024-05-02T18:09:55-07:00"),
        (f"{HEADING}<time>May 2, 2024 at 6:09 p.m.</time>", "2024-05-02T18:09:55-07:00"),
        ("<meta name=date content='2024-05-02 18:10:55'>", "2024-05-03T01:09:55Z"),
        (f"{HEADING}<time>May 2, 2024</time>", "2024-05-03T01:09:55Z"),
    ],
)
def test_a_moment_in_utc_has_the_offset_of_the_same_moment_elsewhere(
    other: str, wanted: str
) -> None:
    found = head(DATA.format("2024-05-03T01:09:55Z", "") + other)
    assert found.published == Stamp(wanted, "second", "structured-data")


@pytest.mark.parametrize(
    ("edited", "wanted"), [("2024-05-09", "2024-05-06"), ("2024-05-06", "2024-05-03")]
)
def test_what_meta_elements_and_the_page_agree_on_goes_before_data(
    edited: str, wanted: str
) -> None:
    data = DATA.format("2024-05-03", f', "dateModified": "{edited}"')
    meta = "<meta property=article:published_time content=2024-05-06>"
    found = head(f"{data}{meta}{HEADING}<time>6 May 2024</time>")
    assert found.published is not None
    assert found.published.value == wanted
