from __future__ import annotations

import re

import pytest

from services.ingest.signatures import may_be_page, what_is
from services.records import formats
from services.records.formats import (
    BY_MEDIA_TYPE,
    BY_SUFFIX,
    FORMATS,
    HTML,
    TEXT,
    Format,
    format_of_bytes,
    format_of_text,
)
from services.records.media_types import SUPPORTED

PDF = Format("pdf", "application/pdf", frozenset({".pdf"}), re.compile("%PDF-"), is_text=False)


def test_no_two_formats_share_a_name_a_media_type_or_a_suffix() -> None:
    assert len({known.name for known in FORMATS}) == len(FORMATS)
    assert len(BY_MEDIA_TYPE) == len(FORMATS)
    assert len(BY_SUFFIX) == sum(len(known.suffixes) for known in FORMATS)


def test_every_format_is_supported() -> None:
    assert set(BY_MEDIA_TYPE) < set(SUPPORTED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!DOCTYPE html>", HTML),
        ("\ufeff\n<!-- a --> <?xml version='1.0'?>\n<HTML>", HTML),
        ("<!-- never closed <p>", TEXT),
        ("<price> of oil", TEXT),
        ("Ferry burns", TEXT),
        ("", TEXT),
    ],
)
def test_a_text_is_told_by_its_beginning(text: str, expected: Format) -> None:
    assert format_of_text(text) is expected


def test_a_format_that_is_no_text_is_told_by_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    head = b"%PDF-1.7\n\0\xff"
    assert format_of_bytes(head) is None
    assert (what_is(head), may_be_page(head)) == ("a PDF", False)
    monkeypatch.setattr(formats, "FORMATS", (*FORMATS, PDF))
    assert format_of_bytes(head) is PDF
    assert format_of_text("%PDF-1.7") is TEXT
    assert (what_is(head), may_be_page(head)) == (None, True)
