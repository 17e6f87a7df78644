"""CloudEvents in JSON, and arrays."""

from __future__ import annotations

import base64

import orjson
import pytest

from schemas.dead_letters import Reason
from services.ingest.arrays import elements
from services.ingest.core import Origin
from services.ingest.events import unwrapped
from services.records.record import Rejected

EVENT = {
    "specversion": "1.0",
    "id": "7",
    "source": "Wire",
    "type": "page",
    "subject": "https://wire.example/7",
    "time": "2026-03-12T09:15:00Z",
}


def unwrap(**fields: object) -> tuple[bytes, str | None, Origin]:
    return unwrapped(orjson.dumps({**EVENT, **fields}), Origin())


@pytest.mark.parametrize(
    ("fields", "body", "content_type"),
    [
        ({"data": "<p>Flöd", "datacontenttype": "text/html"}, "<p>Flöd".encode(), "text/html"),
        ({"data": "Flood"}, b"Flood", None),
        ({"data": {"text": "Flood"}}, b'{"text":"Flood"}', "application/json"),
        (
            {"data_base64": base64.b64encode(b"\xff").decode(), "datacontenttype": "text/plain"},
            b"\xff",
            "text/plain",
        ),
    ],
)
def test_a_dump_comes_out_of_its_event(
    fields: dict[str, object], body: bytes, content_type: str | None
) -> None:
    origin = Origin("7", "Wire", "https://wire.example/7", "2026-03-12T09:15:00Z")
    assert unwrap(**fields) == (body, content_type, origin)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": None, "data": "Flood"}, Reason.INVALID_DUMP),
        ({"data_base64": "§"}, Reason.INVALID_DUMP),
        ({}, Reason.EMPTY_DUMP),
    ],
)
def test_what_is_no_event_is_refused(fields: dict[str, object], reason: Reason) -> None:
    with pytest.raises(Rejected) as caught:
        unwrap(**fields)
    assert caught.value.reason is reason


def test_an_array_has_elements() -> None:
    assert elements(b' [{"text": "a"},\n{"text": "b"}]') == [b'{"text":"a"}', b'{"text":"b"}']
    assert elements(b"[]") == []


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (b'[{"text": "a"}', Reason.INVALID_JSON),
        (b"[" + b"[]," * 1_000_000 + b"[]]", Reason.TOO_LARGE),
        (b'["' + b'\\"' * 2_000_000, Reason.INVALID_JSON),
        (b"[" + b'"",' * 1_000_000 + b'""]', Reason.TOO_LARGE),
    ],
)
def test_an_array_is_whole_and_holds_no_more_than_dumps(array: bytes, reason: Reason) -> None:
    with pytest.raises(Rejected) as caught:
        elements(array)
    assert caught.value.reason is reason
