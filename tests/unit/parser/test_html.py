from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.parser.extract import Extract, Stamp
from services.parser.html import read_html
from services.parser.structured import Structured, read_structured

COURT = (Path(__file__).parent / "samples" / "court-ruling.html").read_text(encoding="utf-8")
STRUCTURED = COURT[COURT.index("<script") : COURT.index("</script>")]
WITHOUT = COURT.replace(STRUCTURED, "<script>")


def with_head(markup: str) -> str:
    return WITHOUT.replace("</head>", f"{markup}</head>")


def test_a_whole_page() -> None:
    extract = read_html(COURT, None)
    assert extract.headline == "Court stops sale of the old mint"
    assert [paragraph.split()[1].strip(",") for paragraph in extract.paragraphs] == [
        "court",
        "judges",
        "buyer",
    ]
    assert (extract.section, extract.byline) == ("Courts", ("Jane Doe",))
    assert (extract.language, extract.source) == ("en-GB", "The Ellery Courier")
    assert extract.url == "https://courier.example/courts/old-mint?utm_source=feed"
    assert extract.published == Stamp("2024-09-15T10:30:05+02:00", "second", "structured-data")
    assert extract.updated == Stamp("2024-09-15T12:00+02:00", "minute", "structured-data")


def test_meta_elements_date_the_page_too() -> None:
    meta = '<meta property="article:published_time" content="2024-09-15T10:30Z">'
    assert read_html(with_head(meta), None).published == Stamp(
        "2024-09-15T10:30Z", "minute", "meta"
    )


def test_a_visible_date_is_a_day() -> None:
    page = WITHOUT.replace("</h1>", '</h1><time datetime="2024-09-15">15 September 2024</time>')
    assert read_html(page, None).published == Stamp("2024-09-15", "day", "byline")


def test_without_a_date_there_is_none() -> None:
    assert read_html(WITHOUT, datetime(2024, 9, 16, tzinfo=UTC)).published is None


def test_the_sites_name_leaves_the_title() -> None:
    assert read_html(WITHOUT, None).headline == "Court stops sale of the old mint"


@pytest.mark.parametrize("lang", ["und", "x-default", "en_GB", "english", ""])
def test_an_invalid_language_is_not_passed_on(lang: str) -> None:
    assert read_html(COURT.replace('lang="en-GB"', f'lang="{lang}"'), None).language == "en"


@pytest.mark.parametrize("url", ["https://courier.example/", "/courts", "mailto:a@b.example", ""])
def test_a_canonical_url_that_names_no_page_is_ignored(url: str) -> None:
    page = COURT.replace("https://courier.example/courts/old-mint?utm_source=feed", url)
    assert read_html(page, None).url is None


def test_a_fragment_is_a_page() -> None:
    fragment = COURT[COURT.index("<article>") : COURT.index("<footer>")]
    assert len(read_html(fragment, None).paragraphs) == 3


@pytest.mark.parametrize(
    "page",
    ["", "<html></html>", "<html><body><nav><a href=/>Home</a></nav></body></html>", "<!---->"],
)
def test_a_page_without_text_gives_an_empty_extract(page: str) -> None:
    assert read_html(page, None) == Extract()


@pytest.mark.parametrize(
    "script", ["", "{", "null", "[]", "[" * 100_000, '{"@type": 1}', '{"@type": "WebPage"}']
)
def test_broken_structured_data_is_skipped(script: str) -> None:
    assert read_structured([script]) == Structured()


def test_structured_data_is_found_wherever_it_lies() -> None:
    scripts = ["{", '[{"a": [{"@type": "NewsArticle", "headline": " A ", "author": ["B", 1]}]}]']
    assert read_structured(scripts) == Structured(headline="A", authors=("B",))


def test_structured_data_is_bounded() -> None:
    assert read_structured(["[" + "1," * 10_000 + '{"@type": "Article"}]']) == Structured()
