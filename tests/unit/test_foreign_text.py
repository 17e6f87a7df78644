from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.foreign_text import cut, harmless, harmless_lines

JOINERS = "\u200c\u200d"
# They show a stroke around the digits after them.
SHOWN_FORMATS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
SHOWN_FORMATS += "\U000110bd\U000110cd"


def test_no_control_and_nothing_unseen_is_left_of_all_of_unicode() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    left = {
        character
        for character in harmless("a" + "a".join(every))
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    }
    assert left - set(SHOWN_FORMATS) <= set(JOINERS)


@given(st.text(st.characters()))
def test_text_stays_one_line_of_its_length(text: str) -> None:
    shown = harmless(text)
    assert len(shown) == len(text)
    assert len(shown.splitlines()) <= 1
    shown.encode()


@pytest.mark.parametrize(
    "text",
    [
        "Überfall: “¿Qué?” — 北京 [bold] :smile: \\",
        "می\u200cخواهم",  # noqa: RUF001 - Persian needs its joiners
        "👩\u200d🚒 🏳\ufe0f\u200d🌈",
        "שלום",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;cHduZWQ=\x07", "\ufffd]52;c;cHduZWQ=\ufffd"),
        ("\x9b31m", "\ufffd31m"),
        ("refused\rsent   ", "refused sent   "),
        ("all well\b\b\b\bill", "all well\ufffd\ufffd\ufffd\ufffdill"),
        ("a\u202eb\u2066c\u200bd", "a\ufffdb\ufffdc\ufffdd"),
        ("a\u200db", "a\ufffdb"),
        ("\U000e0041\ud800", "\ufffd\ufffd"),
        ("one\ntwo\u2028three", "one two three"),
    ],
)
def test_what_steers_or_hides_is_replaced(text: str, shown: str) -> None:
    assert harmless(text) == shown


def test_lines_are_kept_where_there_may_be_several() -> None:
    assert harmless_lines("a\x1b\nb\r\nc") == "a\ufffd\nb \nc"


def test_long_text_is_cut_and_says_how_long_it_was() -> None:
    assert cut("x" * 500) == "x" * 500
    shown = cut(f"the time {'9' * 8_000_000} is none: write 2025-04-27")
    assert shown.startswith("the time 999")
    assert "… of 8,000,035 characters …" in shown
    assert shown.endswith("999 is none: write 2025-04-27")
    assert len(shown) < 550
