"""Pages made for the bench: news-like ones of any size, and hostile ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

_SENTENCES = (
    "The council of Port Ellery voted on Tuesday to rebuild the old harbour bridge. ",
    "Work on the eastern pier will begin in spring, the mayor told residents. ",
    "Engineers had warned for years that storms were eating away at the pillars. ",
    "A ferry replaces the bridge until then, and school buses take the northern road. ",
    "Nobody knows yet who will pay for the lifts that the fishermen asked for. ",
)
_LINKS = 40
_AROUND = 4096


class Page(NamedTuple):
    name: str
    content_type: str
    text: str


def text_page(size: int) -> str:
    """Return a text dump of at most so many characters: menu, headline, paragraphs, lists."""
    menu = "\n".join(f"* Section {n}" for n in range(_LINKS))
    viewed = "\n".join(f"{n} hours ago\nFerry fares rise for the {n}th year" for n in range(1, 9))
    head = "Council votes to rebuild harbour bridge\nBy Jane Doe\nApril 27, 2025"
    return "\n".join([menu, head, *_paragraphs(size), "Most read", viewed])


def html_page(size: int) -> str:
    """Return an HTML page of at most so many characters."""
    menu = "".join(f"<li><a href='/s/{n}'>Section {n}</a></li>" for n in range(_LINKS))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in _paragraphs(size))
    return (
        f"<html lang=en><head><title>Council votes</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>Council votes to rebuild harbour bridge</h1>{body}</article></body></html>"
    )


def hostile_pages() -> list[Page]:
    """Return pages that cost a careless parser quadratic time or its stack."""
    mega = 1_000_000
    unclosed = "".join(f"<b class=c{n}>x" for n in range(20_000)) + "<p>y" * 2_000
    return [
        Page("a megabyte without a line break", "text/plain", "a harbour bridge " * (mega // 17)),
        Page("a megabyte of one letter", "text/plain", "a" * mega),
        Page("a megabyte of digits and dots", "text/plain", "12.04." * (mega // 6)),
        Page("100,000 titles of lists", "text/plain", "Most read\n1\nRelated\n-\n" * 25_000),
        Page("100,000 headlines", "text/plain", "Most read\n" + "".join(_headlines(100_000))),
        Page("a megabyte in one paragraph", "text/html", f"<p>{'a harbour bridge ' * 60_000}"),
        Page("100,000 links", "text/html", "<p>" + "<a href=/x>the harbour</a> " * 100_000),
        Page("100,000 elements deep", "text/html", "<div>" * 100_000 + "A ferry burnt."),
        Page("20,000 open formatting elements", "text/html", unclosed),
    ]


def _headlines(number: int) -> Iterator[str]:
    return (f"Ferry company asks for fare number {n}\n" for n in range(number))


def _paragraphs(size: int) -> Iterator[str]:
    written = _AROUND  # the page's limit counts all of it
    for n in count():
        if written >= size:
            return
        paragraph = "".join(_SENTENCES[(n + k) % len(_SENTENCES)] for k in range(4)) + f"No. {n}."
        written += len(paragraph) + len("<p></p>")
        yield paragraph
