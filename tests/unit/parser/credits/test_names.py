from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.credits.names import read_names
from services.parser.credits.parts import is_by_word


def names(line: str) -> list[str]:
    return [name.text for name in read_names(line)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Jana Muster, Jean Exemple", ["Jana Muster", "Jean Exemple"]),
        ("By Jane Doe and John Roe The Osk Press", ["Jane Doe", "John Roe"]),
        ("Von Jana Muster, Redakteurin für Finanzen", ["Jana Muster"]),
        ("Jana Muster Redakteurin", ["Jana Muster"]),
        ("Jane DoeLifestyle Writer", ["Jane Doe"]),
        ("Jane Doe Jane Doe", ["Jane Doe"]),
        ("Jane Doe2 minutes ago", ["Jane Doe"]),
        ("By Jane Doe Apr. 28, 2023 1:15 pm", ["Jane Doe"]),
        ("By Jane DoeFeb 27, 2026", ["Jane Doe"]),
        ("Feb 27, 2026 By Jane Doe 3 min read", ["Jane Doe"]),
        ("By Jane Doe Follow", ["Jane Doe"]),
        ("By Jane May", ["Jane May"]),
        ("Kommentar von Jana de Muster", ["Jana de Muster"]),
        ("Jana de Muster", ["Jana de Muster"]),
        ("Von osk, Jana Muster", ["osk", "Jana Muster"]),
        ("Harbour | Written by Jane Doe | 5 hours ago", ["Harbour", "Jane Doe"]),
        ("오스크, 김하늘 기자 sky@example.com", ["김하늘"]),
        ("山田 花子", ["山田 花子"]),
        ("By", []),
        ("It was dark and nobody came to the old terminal", []),
        ("By Jane Doe and " * 20, []),
    ],
)
def test_names_of_a_line(line: str, found: list[str]) -> None:
    assert names(line) == found


def test_a_by_word_marks_the_names_of_its_line() -> None:
    assert [name.marked for name in read_names("By Jane Doe and John Roe")] == [1, 1]
    assert [name.marked for name in read_names("Kolumne von Jana Muster")] == [2]
    assert [name.marked for name in read_names("Jane Doe")] == [0]


@pytest.mark.parametrize(
    ("line", "by"),
    [
        ("By", True),
        ("Von:", True),
        ("Author of the article:", True),
        ("Kommentar von", True),
        ("Jane Doe", False),
        ("", False),
        (":", False),
    ],
)
def test_by_words_alone(line: str, *, by: bool) -> None:
    assert is_by_word(line) is by


@given(st.text(max_size=200))
def test_any_line_is_read(line: str) -> None:
    assert all(name.text in line or " " in name.text for name in read_names(line))
