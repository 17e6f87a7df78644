from __future__ import annotations

import json

import pytest

from schemas.events import Access, Image
from services.parser.markup.html_head import HtmlHead, read_head
from services.parser.markup.tree import read_tree

URL = "https://courier.example/local/night-tram"
CANONICAL = f"<link rel=canonical href={URL}>"
TIER = "<meta property=article:content_tier content={}>"


def head(markup: str = "", **article: object) -> HtmlHead:
    data = json.dumps({"@type": "NewsArticle", **article})
    return read_head(read_tree(f"{markup}<script type=application/ld+json>{data}</script>"))


def test_a_page_that_says_nothing_has_nothing() -> None:
    said = head()
    assert (said.description, said.keywords, said.image, said.access) == (None, (), None, None)


def test_the_description_is_that_of_the_first_source() -> None:
    assert head("<meta name=description content='Trams run.'>").description == "Trams run."
    assert head(description="Trams &amp; buses run.").description == "Trams & buses run."


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ("<meta name=keywords content='tram, night; Tram,,'>", None),
        ("<meta property=article:tag content=tram><meta property=article:tag content=night>", None),
        ("", "tram, night"),
        ("<meta name=keywords content='of the site'>", ["tram", {"name": "night"}, 5, None]),
    ],
)
def test_keywords_are_read_in_every_form(markup: str, told: object) -> None:
    assert head(markup, keywords=told).keywords == ("tram", "night")


def test_what_is_longer_than_a_keyword_is_none() -> None:
    assert head(keywords=["tram", "x" * 81]).keywords == ("tram",)
    assert len(head(keywords=",".join(map(str, range(99)))).keywords) == 50


@pytest.mark.parametrize(
    ("markup", "told", "wanted"),
    [
        (
            "<meta property=og:image content=https://a.example/b.jpg>",
            None,
            "https://a.example/b.jpg",
        ),
        (CANONICAL, "/b.jpg", "https://courier.example/b.jpg"),
        (CANONICAL, ["//a.example/b.jpg", "c"], "https://a.example/b.jpg"),
        ("", "/b.jpg", None),
        (CANONICAL, "b.jpg", None),
        (CANONICAL, "https:/a.example/b.jpg", None),
        (CANONICAL, "http://[b", None),
        (CANONICAL, "data:image/png;base64,AAAA", None),
        ("", {"@type": "ImageObject"}, None),
    ],
)
def test_the_address_of_an_image_stands_by_itself(
    markup: str, told: object, wanted: str | None
) -> None:
    found = head(markup, image=told).image
    assert (found and found.url) == wanted


def test_an_image_has_its_caption_and_credit() -> None:
    url = "https://a.example/b.jpg"
    told = {"url": url, "caption": " A tram\n at night ", "creditText": "Jonas Wick"}
    assert head(image=told).image == Image(url=url, caption="A tram at night", credit="Jonas Wick")
    made = {"contentUrl": url, "creator": {"name": "Jonas Wick"}}
    assert head(image=[made]).image == Image(url=url, credit="Jonas Wick")


@pytest.mark.parametrize(
    ("markup", "article", "wanted"),
    [
        ("", {"isAccessibleForFree": True}, "free"),
        ("", {"isAccessibleForFree": "False"}, "paywalled"),
        ("", {"isAccessibleForFree": "https://schema.org/True"}, "free"),
        ("", {"isAccessibleForFree": "perhaps"}, None),
        (
            "",
            {
                "isAccessibleForFree": True,
                "hasPart": {"isAccessibleForFree": False, "cssSelector": ".paid"},
            },
            "paywalled",
        ),
        (TIER.format("metered"), {"isAccessibleForFree": False}, "metered"),
        (TIER.format("locked"), {}, "paywalled"),
        (TIER.format("gold"), {}, None),
    ],
)
def test_access_is_the_pages_own_statement(
    markup: str, article: dict[str, object], wanted: Access | None
) -> None:
    assert head(markup, **article).access == wanted
