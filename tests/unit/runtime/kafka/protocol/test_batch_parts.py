"""Record batches in parts: the same records as aiokafka reads, within a bound of memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import pytest
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder
from hypothesis import given
from hypothesis import strategies as st

from services.records.record import CutValue, Header
from services.runtime.kafka.protocol.batch_parts import CutRecord, parts
from services.runtime.kafka.protocol.lenient_headers import _Records

MIB = 1024 * 1024
CODECS = {"none": 0, "gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}

Fields = tuple[bytes | None, bytes | None, list[Header]]
"""Key, value and headers of a record."""

records = st.lists(
    st.tuples(
        st.none() | st.binary(max_size=9),
        st.none() | st.binary(max_size=300),
        st.lists(st.tuples(st.text(max_size=5), st.none() | st.binary(max_size=5)), max_size=3),
    ),
    min_size=1,
    max_size=30,
)


def batch_of(found: Iterable[Fields], codec: str) -> memoryview:
    builder = DefaultRecordBatchBuilder(2, CODECS[codec], 0, -1, -1, 0, 2**31 - 1)
    for offset, (key, value, headers) in enumerate(found):
        builder.append(offset, 1_773_500_400_000 + offset, key, value, headers)
    return memoryview(bytes(builder.build()))


def fields_of(record: Any) -> tuple[Any, ...]:  # noqa: ANN401 - aiokafka is untyped
    return record.offset, record.timestamp, record.key, record.value, list(record.headers)


def read(batch: memoryview, limit: int) -> list[Any]:
    found: list[Any] = []
    for part in parts(batch, limit):
        found += [part] if isinstance(part, CutRecord) else list(DefaultRecordBatch(part))
    return found


@pytest.mark.parametrize("codec", CODECS)
@given(found=records, limit=st.integers(1, 1000))
def test_the_records_are_those_that_aiokafka_reads(
    codec: str, found: list[Fields], limit: int
) -> None:
    batch = batch_of(found, codec)
    expected = [fields_of(record) for record in DefaultRecordBatch(batch)]
    assert [fields_of(record) for record in read(batch, limit)] == expected


def values_through_aiokafka(batch: memoryview) -> Iterable[Any]:
    fetched = _Records(bytes(batch))
    while fetched.has_next():
        yield from fetched.next_batch()


@pytest.mark.parametrize("codec", [codec for codec in CODECS if codec != "none"])
def test_a_batch_that_grows_is_never_held_whole(codec: str) -> None:
    batch = batch_of([(b"k", b"x " * 4 * MIB, []) for _ in range(20)], codec)
    tracemalloc.start()
    lengths = [len(record.value) for record in values_through_aiokafka(batch)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lengths == [8 * MIB] * 20
    assert peak < 48 * MIB, "a few records at once, of 160 MiB"


@pytest.mark.parametrize("codec", CODECS)
def test_a_record_that_is_too_large_even_alone_is_cut(codec: str) -> None:
    huge = b"xy" * 20 * MIB
    batch = batch_of(
        [
            (b"a", b"first", [("h", b"1")]),
            (b"k", huge, [("h", b"2")]),
            (b"k" * 30 * MIB, b"value", []),
            (b"z", b"last", [("h", b"3")]),
        ],
        codec,
    )
    first, cut, keyless, last = read(batch, MIB)
    assert fields_of(first)[2:] == (b"a", b"first", [("h", b"1")])
    assert fields_of(last)[2:] == (b"z", b"last", [("h", b"3")])
    assert isinstance(cut.value, CutValue)
    assert (cut.value.length, cut.value.sha256) == (len(huge), sha256(huge).hexdigest())
    assert huge.startswith(cut.value)
    assert cut.value.lacks == ("value",)
    assert (cut.offset, cut.timestamp, cut.key) == (1, 1_773_500_400_001, b"k")
    assert list(cut.headers) == [("h", b"2")]
    assert (keyless.key, keyless.value, keyless.value.lacks) == (None, b"value", ("key",))


@pytest.mark.parametrize("codec", ["none", "gzip"])
def test_a_record_of_very_many_headers_is_cut(codec: str) -> None:
    headers: list[Header] = [("h", None)] * 400_000
    first, cut, last = read(
        batch_of([(b"a", b"1", []), (b"k", b"value", headers), (b"z", b"3", [])], codec), MIB
    )
    assert (first.value, last.value) == (b"1", b"3")
    assert cut.value.lacks == ("headers",)
    assert (cut.value, cut.value.length, len(cut.headers)) == (b"value", 5, 10_000)


def test_a_batch_that_ends_within_a_record_is_corrupt() -> None:
    whole = batch_of([(b"k", b"v" * 2 * MIB, [])], "none")
    with pytest.raises(CorruptRecordException):
        read(whole[:-1], MIB)
