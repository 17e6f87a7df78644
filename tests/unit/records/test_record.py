from __future__ import annotations

import orjson
import pytest

from services.parser.decoding.dump_of_record import read_dump
from services.records.raw_dumps import read_raw_dump
from services.records.record import Record, Rejected

LONG = "9" * 8_000_000


def test_what_is_wrong_with_a_dump_is_short_and_says_what_to_do() -> None:
    with pytest.raises(Rejected) as rejected:
        read_raw_dump(orjson.dumps({"text": "a", "fetched_at": LONG}))
    assert len(rejected.value.message) < 600
    assert len(str(rejected.value)) < 600
    assert rejected.value.message.startswith("the JSON is not a RawDump: ")
    assert rejected.value.message.endswith("or send the page itself as text/plain or text/html")


def test_what_is_wrong_with_a_header_is_short() -> None:
    content_type = f"application/{LONG}; charset={LONG}".encode()
    with pytest.raises(Rejected) as rejected:
        read_dump(Record("news-raw", 0, 0, b"a", headers=(("content-type", content_type),)))
    assert len(rejected.value.message) < 600
