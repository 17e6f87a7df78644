"""What ingest accepts, and the record it makes of it."""

from __future__ import annotations

import gzip
import re

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import headers as names
from schemas.dead_letters import Reason
from schemas.topics import RAW
from services.ingest.core import Origin, accept
from services.records.record import Rejected

GZIP = gzip.compress(b"Flood", mtime=0)  # the same in every process: it names tests
DUMP = b'{"id": "7", "url": "https://wire.example/7", "text": "Flood in Osk"}'


def reason(body: bytes, content_type: str | None = None, limit: int = 1000) -> Reason:
    with pytest.raises(Rejected) as caught:
        accept(body, content_type, Origin(), limit=limit)
    return caught.value.reason


def test_the_body_is_published_as_it_is() -> None:
    accepted = accept(b" Flood \xff", None, Origin())
    assert accepted.message.topic is RAW
    assert accepted.message.value == b" Flood \xff"
    assert accepted.message.key is None
    assert names.CONTENT_TYPE not in dict(accepted.message.headers)


def test_a_raw_dump_gives_id_and_key() -> None:
    accepted = accept(DUMP, "application/json", Origin())
    assert accepted.id == "7"
    assert accepted.message.key == b"https://wire.example/7"
    assert dict(accepted.message.headers)[names.CE_ID] == b"7"


def test_an_id_is_made_of_content_and_origin() -> None:
    first, same = accept(b"Flood", None, Origin()), accept(b"Flood", "text/plain", Origin())
    other = accept(b"Flood", None, Origin(url="https://wire.example/7"))
    assert first.id == same.id != other.id


def test_refusals() -> None:
    assert reason(b" \n") is Reason.EMPTY_DUMP
    assert reason(b"Flood in Osk", limit=5) is Reason.TOO_LARGE
    assert reason(b"Flood", "application/pdf") is Reason.UNSUPPORTED_CONTENT_TYPE
    assert reason(b"Flood", "text/plain; charset=klingon") is Reason.UNSUPPORTED_CONTENT_TYPE
    assert reason(b'{"text"', "application/json") is Reason.INVALID_JSON
    assert reason(b'{"text": 1}', "application/json") is Reason.INVALID_DUMP
    assert reason(b"[]", "application/json") is Reason.INVALID_DUMP
    assert reason(b'{"text": " "}', "application/json") is Reason.EMPTY_DUMP
    assert reason(b"Flood", "text/plain; charset=rot13") is Reason.UNSUPPORTED_CONTENT_TYPE


def test_what_the_dump_says_of_its_id_goes_first_as_in_the_parser() -> None:
    assert accept(DUMP, "application/json", Origin(id="header")).id == "7"


def test_what_curl_says_of_any_file_says_nothing() -> None:
    form = "application/x-www-form-urlencoded"
    assert accept(b"Flood\n", form, Origin())
    assert accept(b'{"text": "Flood"}', form, Origin())


GZIP = gzip.compress(b"Flood", mtime=0)  # the same in every process: it names tests


@pytest.mark.parametrize(
    ("body", "content_type", "remedy"),
    [
        (b"Flood in Osk Hundreds flee", "application/x-www-form-urlencoded", "--data-binary"),
        (b"a=1&b=2", "application/x-www-form-urlencoded", "--data-binary"),
        (b"--x\r\n\r\nFlood\r\n--x--", "multipart/form-data; boundary=x", "--data-binary"),
        (b"Flood", "html", "text/plain"),
        (b"Flood", ";;;", "text/plain"),
        (b"%PDF-1.7\n", None, "a PDF: extract its text"),
        (b"%PDF-1.7\n", "text/html", "a PDF: extract its text"),
        (b"\x89PNG\r\n\x1a\n\0", None, "a PNG image"),
        (GZIP, None, "Content-Encoding: gzip"),
        (
            GZIP,
            "application/x-www-form-urlencoded",
            "Content-Encoding: gzip",
        ),
        (b"PK\x03\x04" + bytes(26) + b"word/document.xml", None, "a Word document"),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", None, "a Word, Excel"),
        (b"PK\x03\x04" + bytes(26) + b"pages/", None, "a zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None, "an old Word"),
        (bytes(257) + b"ustar\0", None, "a tar archive"),
    ],
)
def test_what_is_no_page_is_named_with_the_remedy(
    body: bytes, content_type: str | None, remedy: str
) -> None:
    with pytest.raises(Rejected, match=re.escape(remedy)) as caught:
        accept(body, content_type, Origin())
    assert caught.value.reason is Reason.UNSUPPORTED_CONTENT_TYPE


@pytest.mark.parametrize("body", [b"PK", b"BM", b"GIFts for all", b"II", b"ID card", b"Rare"])
def test_text_that_begins_alike_is_a_page(body: bytes) -> None:
    assert accept(body, None, Origin())


def test_what_the_dump_says_goes_first_and_the_rest_is_added() -> None:
    said = Origin(source="Wire", url="https://other.example/", time="2026-03-12")
    accepted = accept(DUMP, "application/json", said)
    assert accepted.message.key == b"https://wire.example/7"
    headers = dict(accepted.message.headers)
    assert headers[names.CE_SUBJECT] == b"https://wire.example/7"
    assert (headers[names.CE_SOURCE], headers[names.CE_TIME]) == (b"Wire", b"2026-03-12")


@pytest.mark.parametrize(
    "url",
    [
        "wire.example/7",
        "/7",
        "ftp://wire.example/7",
        "https:///7",
        "https://x/a b",
        "http://[x",
        "https://x/" + "a" * 8000,
    ],
)
def test_a_url_is_absolute_and_of_the_web(url: str) -> None:
    for body, origin in (
        (b"Flood", Origin(url=url)),
        (orjson.dumps({"text": "F", "url": url}), None),
    ):
        with pytest.raises(Rejected) as caught:
            accept(body, "application/json" if origin is None else None, origin or Origin())
        assert caught.value.reason is Reason.INVALID_DUMP
        assert len(caught.value.message) < 400


def said_again(body: bytes) -> str:
    try:
        return accept(body, "application/json", Origin()).id
    except Rejected as error:
        return error.message


@pytest.mark.parametrize("field", ["id", "source", "url", "fetched_at", "content_type"])
def test_of_long_fields_little_is_said_again(field: str) -> None:
    assert len(said_again(orjson.dumps({"text": "Flood", field: "x" * 100_000}))) < 400


@given(st.binary(), st.none() | st.text(), st.none() | st.text(), st.none() | st.text())
def test_any_input_is_accepted_or_rejected(
    body: bytes, content_type: str | None, given_id: str | None, url: str | None
) -> None:
    try:
        accepted = accept(body, content_type, Origin(id=given_id, url=url))
    except Rejected:
        return
    assert accepted.message.value == body
    assert accepted.id


@pytest.mark.parametrize(
    "body", [b"ID3 sales rise in March", b"The new WEBP format is here", b"BZh, a bank, opens"]
)
def test_headlines_may_begin_like_files(body: bytes) -> None:
    assert accept(body, None, Origin()).message.value == body
