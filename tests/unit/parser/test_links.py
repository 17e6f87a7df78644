from __future__ import annotations

import pytest

from services.parser.core import parse
from services.parser.decoding.dump import Dump
from services.parser.links import links_of
from services.parser.page.extract import Anchor, Paragraph

URL = "https://wire.example/world/osk"


def urls(href: str, url: str | None = URL, base: str | None = None) -> list[str]:
    found = links_of([Paragraph("Text", anchors=(Anchor(href, "Text"),))], url, base)
    return [link.url for link in found]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/a?b=c", "https://wire.example/a?b=c"),
        ("//b.example/a", "https://b.example/a"),
        ("osk-2#x", "https://wire.example/world/osk-2#x"),
        ("HTTP://b.example", "HTTP://b.example"),
    ],
)
def test_an_address_stands_by_itself(href: str, url: str) -> None:
    assert urls(href) == [url]


@pytest.mark.parametrize(
    "href",
    ["#note", f"{URL}#note", URL, "mailto:a@b.example", "javascript:void(0)", "http://[", "http:"],
)
def test_what_leads_to_no_other_page_is_no_link(href: str) -> None:
    assert urls(href) == []


def test_a_longer_address_is_none() -> None:
    assert urls("/" + "a" * 1_990) == []
    assert len(urls("/" + "a" * 1_900)) == 1


@pytest.mark.parametrize(
    ("url", "base", "expected"),
    [
        (URL, "https://b.example/c/", ["https://b.example/c/a"]),
        (URL, "/c/", ["https://wire.example/c/a"]),
        (URL, "http://[", ["https://wire.example/world/a"]),
        (None, "https://b.example/c/", ["https://b.example/c/a"]),
        (None, None, []),
    ],
)
def test_relative_addresses_start_from_the_base(
    url: str | None, base: str | None, expected: list[str]
) -> None:
    assert urls("a", url, base) == expected


def test_links_are_bounded() -> None:
    anchors = tuple(Anchor(f"/{number}", "Text") for number in range(150))
    assert len(links_of([Paragraph("Text", anchors=anchors)] * 2, URL, None)) == 200


SENTENCES = [
    "ELLERY, October 2 (Wire) - The <a href='/ferry'>old <b>ferry</b></a> left the pier at noon.",
    "Nobody could say on Monday <a name=x>when</a> it will be back, <a href=#top>they</a> said.",
    "Its owner had <a href='repair.html'>announced repairs</a> two weeks ago without a date.",
    "It is the <a href=https://sea.example/>last boat</a> of its kind that still sails here. (END)",
]
PAGE = (
    "<html><head><base href=/world/><link rel=canonical href=https://wire.example/x/ferry-left>"
    "<title>Old ferry leaves Ellery for repairs</title></head><body><nav><a href=/>Home</a></nav>"
    "<h1>Old ferry leaves Ellery for repairs</h1><p>(AP)</p>{}<p>contact the writer at "
    "<a href=https://mail.example>jane@wire.example</a></p></body></html>"
)


def links(markup: str, url: str | None = None) -> list[tuple[int, str, str]]:
    article = parse(Dump("d-1", markup, "html", url=url))
    assert len(article.paragraphs) == len(article.blocks)
    for link in article.links:
        assert link.text in article.paragraphs[link.paragraph]
    return [(link.paragraph, link.url, link.text) for link in article.links]


def test_links_know_their_paragraphs_where_others_are_left_out() -> None:
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    assert links(PAGE.format(body)) == [
        (0, "https://wire.example/ferry", "old ferry"),
        (2, "https://wire.example/world/repair.html", "announced repairs"),
        (3, "https://sea.example/", "last boat"),
    ]


def test_the_producers_url_serves_where_the_page_gives_none() -> None:
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    markup = f"<html><body><h1>Old ferry leaves Ellery for repairs</h1>{body}</body></html>"
    found = links(markup, "https://wire.example/x/y")
    assert (2, "https://wire.example/x/repair.html", "announced repairs") in found
    assert links(markup) == [(3, "https://sea.example/", "last boat")]
