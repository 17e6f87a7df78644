"""Twice the page is twice the work: what work is, is counted as calls of functions.

A call of C, such as a search for a pattern, counts as one, however long its text is: what those
cost is measured by the bench of hostile dumps.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from services.parser.core import parse
from services.parser.decoding.dump_of_record import read_dump
from services.parser.markup import block_features
from services.parser.page.line_features import Wording, wording_of
from services.records.record import Record, Rejected

UNITS = 250
MOST_GROWTH = 2.5
"""Twice the calls for twice the page, and some room; with a square there are four times as many."""

TEXT = "Ferry burns in Port Elden\nBy Jane Roe\nApril 27, 2025\nA ferry burnt on Monday, it said.\n"
HTML = "<h1>Ferry burns in Port Elden</h1><p>A ferry burnt on Monday, the harbour office said.</p>"


def read(page: str) -> None:
    try:
        parse(read_dump(Record("news-raw", 0, 0, page.encode())))
    except Rejected:
        return


def calls(function: Callable[[str], object], page: str) -> int:
    """Return how many functions are called, those of C too."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        function(page)
    finally:
        sys.setprofile(before)
    return count


def growth(function: Callable[[str], object], before: str, unit: str) -> float:
    """Return how many times the calls are when there are twice as many units."""
    function(before + unit * UNITS)  # what is loaded once is loaded
    once, twice = (calls(function, before + unit * count) for count in (UNITS, 2 * UNITS))
    return twice / once


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "x ",
        "\n",
        "a\nb\n",
        "Most Viewed\n",
        "- \n1.\n",
        "World20 hours ago\nTwo held after long chase\n",
        "VANCOUVER",
        "Jane Doe and ",
        "By Jane Doe\n",
        "April 27, 2025 ",
        "April 27, 2025\n",
        "A fire broke out in the port. ",
        "A fire broke out in the port.\nAnother one did so there.\n",
        "and so on,\nit went\n",
        "* a ferry\n",
        "Cookie settings\na\n",
        "var a = {};\n",
        "\u00c3\u00a4 ",
        "渡轮在埃尔登港起火。",
    ],
)
def test_text_of_twice_the_length_is_twice_the_work(unit: str) -> None:
    assert growth(read, TEXT, unit) < MOST_GROWTH


@pytest.mark.parametrize(
    "unit",
    [
        "<a href=/x>a link to a page</a> ",
        "<p>A fire broke out in the port on Sunday night.</p>",
        "<p>A fire broke out.",
        "<div><p>A fire broke out in the port.</p>",
        "<div>",
        "<b>",
        "<ul><li>",
        "<dl><dd>",
        "<table><tr><td>",
        "<li><a href=/x>Ferry burns in Port Elden</a>",
        "<span>a</span>",
        "a<br>",
        "<h2>Ferry burns in Port Elden</h2>",
        "<h1>",
        "<span style=display:none>",
        "<p>Cookie settings<p>a",
        "<time datetime=2025-04-27>27 April 2025</time>",
        "<p class=byline>By Jane Roe</p>",
        "<!--",
        "<",
        "<meta name=a content=b>",
        "<p class=subtitle>A ferry burnt on Monday, the harbour office said.</p>",
        "<p>Published on April 27, 2025. Licence: free</p>",
        "<p lang=zh>记者 王小明</p>",
    ],
)
def test_markup_of_twice_the_length_is_twice_the_work(unit: str) -> None:
    assert growth(read, HTML, unit) < MOST_GROWTH


@pytest.mark.parametrize(
    "unit", ['{"@type":[', '{"keywords":["a"],', '{"author":', '{"name":"Jane Roe"},', '" ']
)
def test_structured_data_of_twice_the_length_is_twice_the_work(unit: str) -> None:
    before = f"{HTML}<script type=application/ld+json>"
    assert growth(read, before, unit) < MOST_GROWTH


@pytest.mark.parametrize("attribute", [" a=b", " b", " class='c d'"])
def test_attributes_of_twice_the_number_are_twice_the_work(attribute: str) -> None:
    assert growth(read, f"{HTML}<p", attribute) < MOST_GROWTH


def test_words_are_read_only_of_blocks_that_they_may_make_body(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []

    def seeing(text: str) -> Wording:
        seen.append(text)
        return wording_of(text)

    monkeypatch.setattr(block_features, "wording_of", seeing)
    body = [
        f"The harbour office said on Monday that {number} people were safe." for number in range(9)
    ]
    menu = [f"Shop {number}" for number in range(50)]
    parts = (
        "".join(f"<p>{text}</p>" for text in body) + "<aside>" + "<br><br>".join(menu) + "</aside>"
    )
    read(f"<h1>Ferry burns in Port Elden</h1>{parts}")
    assert set(body) <= set(seen)
    assert set(menu).isdisjoint(seen)


def test_a_square_is_seen() -> None:
    def squared(page: str) -> None:
        for end in range(len(page)):
            for letter in page[:end]:
                letter.isalpha()

    assert growth(squared, "", "a") > MOST_GROWTH
