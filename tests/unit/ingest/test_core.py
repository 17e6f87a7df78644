"""What ingest accepts, and the record it makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import headers as names
from schemas.dead_letters import Reason
from schemas.topics import RAW
from services.ingest.core import Origin, accept
from services.runtime.records import Rejected

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
    assert accept(b"Flood", "application/x-www-form-urlencoded", Origin())


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
