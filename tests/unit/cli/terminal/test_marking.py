"""Spans are marked where they are, however they overlap."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.style import Style

from schemas.taxonomy import DEFINITIONS
from services.cli.terminal.marking import bracketed, coloured
from services.cli.terminal.passages import Mark, MarkedPassage, excerpts

TEXT = "An armed robbery gang"


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], "An armed robbery gang"),
        ([(9, 16, "crime", 86)], "An armed [crime +86|robbery] gang"),
        (
            [(3, 8, "crime", 5), (3, 8, "conflict", -7)],
            "An [conflict -7, crime +5|armed] robbery gang",
        ),
        (
            [(9, 16, "crime", 4), (3, 16, "crime", 2)],
            "An [crime +2|armed [crime +4|robbery]] gang",
        ),
        (
            [(3, 16, "crime", 2), (9, 21, "crime", 4), (9, 21, "conflict", 1)],
            "An [crime +2|armed [conflict +1, crime +4|robbery]][conflict ..., crime ...| gang]",
        ),
        ([(0, 2, "crime", 1), (2, 21, "crime", 2)], "[crime +1|An][crime +2| armed robbery gang]"),
    ],
)
def test_spans_in_brackets(marks: list[tuple[int, int, str, int]], expected: str) -> None:
    assert bracketed(TEXT, [Mark(*mark) for mark in marks]) == expected


TAGS = st.sampled_from(list(DEFINITIONS))
WEIGHTS = st.integers(-500, 500).filter(bool)
TEXTS = st.text("ab é漢🚀", min_size=2, max_size=40)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXTS)
    place = st.integers(0, len(text) - 1)
    spans = draw(st.lists(st.tuples(place, place, TAGS, WEIGHTS), max_size=8))
    return text, [Mark(min(a, b), max(a, b) + 1, tag, weight) for a, b, tag, weight in spans]


@given(marked_texts())
def test_brackets_close_hold_the_text_and_name_each_weight_once(
    marked: tuple[str, list[Mark]],
) -> None:
    text, marks = marked
    shown = bracketed(text, marks)
    assert re.sub(r"\[[^|]*\||\]", "", shown) == text
    assert shown.count("[") == shown.count("]")
    weights = re.findall(r"(\w+) ([+-]\d+)", " ".join(re.findall(r"\[([^|]*)\|", shown)))
    assert sorted(weights) == sorted((mark.tag, f"{mark.weight:+d}") for mark in marks)


@given(marked_texts())
def test_colours_hold_the_text_and_each_weight(marked: tuple[str, list[Mark]]) -> None:
    text, marks = marked
    shown = coloured(text, marks).plain
    assert re.sub(r"[+-]\d+", "", shown) == text
    assert sorted(re.findall(r"[+-]\d+", shown)) == sorted(f"{mark.weight:+d}" for mark in marks)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("armed", "red underline"), ("robbery", "red underline"), ("gang", "magenta reverse")],
)
def test_a_ground_speaks_for_and_a_line_against_and_the_heaviest_shows(
    word: str, expected: str
) -> None:
    marks = [Mark(3, 16, "conflict", -90), Mark(9, 16, "crime", 20), Mark(17, 21, "crime", 3)]
    shown = coloured(TEXT, marks)
    style = shown.get_style_at_offset(Console(), shown.plain.index(word))
    assert (style.color, bool(style.underline), bool(style.reverse)) == (
        Style.parse(expected).color,
        "underline" in expected,
        "reverse" in expected,
    )


LONG = "word " * 1000


def test_a_short_passage_is_whole_and_a_long_one_is_cut_around_its_marks() -> None:
    short = MarkedPassage("headline", TEXT, ())
    assert excerpts(short) == [short]
    text = f"{LONG}robbery and {'word ' * 20}a theft {LONG}gang"
    marks = tuple(
        Mark(text.index(word), text.index(word) + len(word), "crime", 9)
        for word in ("robbery", "theft", "gang")
    )
    parts = excerpts(MarkedPassage("paragraph 1", text, marks))
    assert [[part.text[m.start : m.end] for m in part.marks] for part in parts] == [
        ["robbery", "theft"],
        ["gang"],
    ]
    assert all(part.text.startswith("… word") for part in parts)
    assert sum(len(part.text) for part in parts) < 800


def test_a_long_passage_without_marks_or_without_spaces() -> None:
    (start, gap) = excerpts(MarkedPassage("headline", LONG, ()))
    assert LONG.startswith(start.text)
    assert gap.text == "…"
    text = "x" * 5000
    parts = excerpts(MarkedPassage("paragraph 1", text, (Mark(2000, 2010, "crime", 1),)))
    assert parts[0].text[slice(*parts[0].marks[0][:2])] == "x" * 10
