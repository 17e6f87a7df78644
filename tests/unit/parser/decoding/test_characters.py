from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.decoding.characters import clean, repaired

MEANT = "Für zwölf Euro \u2013 „très chère“, sagt Zoë"


@pytest.mark.parametrize("charset", ["latin-1", "cp1252"])
def test_utf8_read_as_another_charset_is_read_rightly(charset: str) -> None:
    scrambled = MEANT.replace("“", "").encode().decode(charset)
    assert repaired(scrambled) == MEANT.replace("“", "")


@pytest.mark.parametrize(
    "text",
    [
        MEANT,
        "plain",
        "",
        "The bytes Ã© stand for é",  # about mojibake, and right as it is
        MEANT.encode().decode("latin-1") + " 日本",  # never Latin-1 as a whole
        "Ã© once",
    ],
)
def test_what_is_not_certain_stays(text: str) -> None:
    assert repaired(text) == text


@given(st.text(st.characters(min_codepoint=0x80, exclude_categories=["Cs"]), min_size=3))
def test_whatever_was_scrambled_comes_back(text: str) -> None:
    assert repaired(text.encode().decode("latin-1")) == text


def test_nothing_else_is_cleaned_away() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    controls = {char for char in everything if unicodedata.category(char) in ("Cc", "Cs")}
    unseen = set("\u200b\u2028\u2029\u2060\ufeff\ufff9\ufffa\ufffb")
    assert set(everything) - set(clean(everything)) == (controls - set("\t\n")) | unseen
