from __future__ import annotations

import re

import pytest

from schemas.dead_letters import Reason
from schemas.events import RawDump, encode
from services.parser import core
from services.parser.core import parse
from services.parser.decoding import dump_of_record
from services.parser.decoding.dump import Dump
from services.parser.decoding.dump_of_record import read_dump
from services.parser.formats import READERS
from services.parser.page.extract import Extract
from services.records import formats
from services.records.formats import FORMATS, Format
from services.records.record import Record, Rejected

PACKED = Format(
    "packed", "text/html", frozenset({".packed"}), re.compile("PACKED"), "html", is_text=False
)
"""A format of bytes, sent under a media type that headers may have."""

BYTES = b"PACKED\0\xff\xfe"


def test_every_format_has_a_reader() -> None:
    assert {known.name for known in FORMATS} == set(READERS)


@pytest.fixture(name="packed")
def _packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "FORMATS", (formats.TEXT, PACKED))
    monkeypatch.setattr(dump_of_record, "BY_MEDIA_TYPE", {PACKED.media_type: PACKED})
    monkeypatch.setattr(core, "BY_NAME", {PACKED.name: PACKED})


@pytest.mark.usefixtures("packed")
@pytest.mark.parametrize("content_type", [b"text/html", b"application/octet-stream", b""])
def test_a_reader_that_wants_bytes_gets_them_as_they_came(
    content_type: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Dump] = []

    def read(dump: Dump) -> Extract:
        taken.append(dump)
        return Extract(headline="Ferry burns in Port Elden")

    monkeypatch.setitem(READERS, PACKED.name, read)
    headers = (("content-type", content_type), ("ce_id", b"d-1"), ("ce_source", b"Wire"))
    article = parse(read_dump(Record("news-raw", 0, 0, BYTES, headers=headers)))
    assert [(dump.data, dump.text) for dump in taken] == [(BYTES, "")]
    assert article.headline == "Ferry burns in Port Elden"
    assert (article.format, article.dump_id, article.source) == ("html", "d-1", "Wire")


@pytest.mark.usefixtures("packed")
def test_a_raw_dump_holds_text_only() -> None:
    raw = encode(RawDump(text="words", content_type="text/html"))
    with pytest.raises(Rejected) as raised:
        read_dump(Record("news-raw", 0, 0, raw))
    assert raised.value.reason is Reason.UNSUPPORTED_CONTENT_TYPE
    assert "send the file" in raised.value.message
