from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.parser.markup.html_head import HtmlHead, read_head
from services.parser.markup.metadata import read_metadata
from services.parser.markup.tree import read_tree
from services.parser.page.extract import Stamp

ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Ferry runs aground off the northern cape",
    "datePublished": "2024-05-03T15:47:42+02:00",
    "dateModified": "2024-05-04T08:00:00+02:00",
    "articleSection": ["Region"],
    "author": [{"@type": "Person", "name": "Jane Doe"}],
    "articleBody": "A ferry ran aground.",
}


def head(markup: str) -> HtmlHead:
    return read_head(read_tree(markup))


def test_a_long_name_of_a_meta_element_is_none() -> None:
    assert read_metadata(read_tree(f"<meta property='{'a' * 1_000}' content=b>")).meta == {}


def ld(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_structured_data_tells_all() -> None:
    found = head(ld(ARTICLE))
    assert found.headline == ARTICLE["headline"]
    assert found.published == Stamp("2024-05-03T15:47:42+02:00", "second", "structured-data")
    assert found.updated == Stamp("2024-05-04T08:00:00+02:00", "second", "structured-data")
    assert (found.section, found.byline) == ("Region", ("Jane Doe",))
    assert found.body_hint == "A ferry ran aground."


def test_a_page_that_says_nothing_has_an_empty_head() -> None:
    assert head("") == HtmlHead()


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("de-at", "de-AT"),
        ("zh_hant_TW", "zh-Hant-TW"),
        ("en", "en"),
        ("und", None),
        ("English", None),
    ],
)
def test_a_language_is_bcp_47_or_none(given: str, wanted: str | None) -> None:
    assert head(f'<html lang="{given}">').language == wanted


def test_a_canonical_link_to_the_front_page_is_no_address() -> None:
    markup = (
        '<link rel="canonical" href="https://news.example/">'
        '<meta property="og:url" content="https://news.example/a/1">'
    )
    assert head(markup).url == "https://news.example/a/1"


@given(st.text(), st.text())
def test_no_markup_breaks_it(text: str, name: str) -> None:
    markup = (
        f"<meta name='author' content='{text}'><h1>{name}</h1><p class=byline>{text}<time>{name}"
    )
    assert isinstance(head(f"<title>{text}</title>{markup}"), HtmlHead)


JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*ARTICLE, "name"]), inner),
)


@settings(max_examples=40)  # each of them is a large one
@given(st.dictionaries(st.sampled_from([*ARTICLE, "publisher", "@id", "name"]), JSON))
def test_no_structured_data_breaks_it(data: dict[str, object]) -> None:
    assert isinstance(head(ld({**data, "@type": "Article"})), HtmlHead)
