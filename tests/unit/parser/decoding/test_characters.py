from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.decoding.characters import repaired

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
