"""Record batches in parts that fit into memory, whatever compression or headers make of them.

A part is a record batch of some of the records, which aiokafka reads as any other. A record
that is too large even alone is cut: what it lacks is counted and digested as it flows by.
Source of the format: DefaultRecordBatch.java and DefaultRecord.java in apache/kafka.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from aiokafka.errors import CorruptRecordException

from schemas.topics import DEAD_LETTERS
from services.records.record import CutValue, Header
from services.runtime.kafka.protocol.decompression import pieces
from services.runtime.source import RUN_BYTES

_HEADER = struct.Struct(">qiibIhiqqqhii")
"""Base offset, length, leader epoch, magic, CRC, attributes, last offset delta, first and last
timestamp, producer's id, epoch and sequence, count of records."""
_LENGTH, _ATTRIBUTES, _FIRST_TIMESTAMP, _MAX_TIMESTAMP, _COUNT = 1, 5, 7, 8, 12
_BEFORE_LENGTH = 12
"""What the length of a batch does not count, in bytes."""

_CODEC = 0b111
_APPEND_TIME = 0b1000

_MAX_RECORD_BYTES = DEAD_LETTERS.max_message_bytes
"""A larger record cannot even be a dead letter."""

_MAX_HEADERS = 10_000
"""Each costs some hundred bytes as an object; two are enough on the wire."""

_SMALL_BYTES = 1024 * 1024
"""What a batch that is not compressed, or a record, may have without being looked into."""

_KEPT_BYTES = 1024 * 1024
"""What is kept of the key, the value and the headers of a record that is cut, at most."""

_MAX_VARINT = 10
"""Bytes of the longest."""


class CutRecord(NamedTuple):
    """A record that was too large to be held, in the form of aiokafka's."""

    offset: int
    timestamp: int
    timestamp_type: int
    key: bytes | None
    value: CutValue
    headers: list[Header]
    checksum: None = None


def parts(batch: memoryview, limit: int = RUN_BYTES) -> Iterator[memoryview | CutRecord]:
    """Yield the records of a batch in batches of at most `limit` bytes, or of one record.

    Raises:
        CorruptRecordException: the batch ends within a record.

    """
    fields = list(_HEADER.unpack_from(batch))
    codec = fields[_ATTRIBUTES] & _CODEC
    if not codec and len(batch) <= _SMALL_BYTES:
        yield batch
        return
    stream = _Stream(pieces(codec, batch[_HEADER.size :]))
    while stream.fill(1):
        yield _cut(stream, fields) if _is_too_large(stream) else _part(stream, fields, limit)


def _is_too_large(stream: _Stream, start: int = 0) -> bool:
    """Tell whether a record must be cut: it is not held before that is known."""
    size = stream.record_size(start)
    if size <= _SMALL_BYTES or size > _MAX_RECORD_BYTES:
        return size > _MAX_RECORD_BYTES
    at = stream.number(start)[1] + 1  # the record's length, and attributes
    for _ in ("timestamp", "offset"):
        at = stream.number(at)[1]
    for _ in ("key", "value"):
        length, at = stream.number(at)
        at += max(0, length)
    return stream.number(at)[0] > _MAX_HEADERS


def _part(stream: _Stream, fields: list[int], limit: int) -> memoryview:
    count, size = 0, 0
    while stream.fill(size + 1):
        end = size + stream.record_size(size)
        if count and (end > limit or _is_too_large(stream, size)):
            break
        if not stream.fill(end):
            raise CorruptRecordException("the batch ends within a record")
        count, size = count + 1, end
    header = list(fields)
    header[_LENGTH] = _HEADER.size - _BEFORE_LENGTH + size
    header[_ATTRIBUTES] &= ~_CODEC
    header[_COUNT] = count
    return memoryview(stream.take(size, after=_HEADER.pack(*header)))


def _cut(stream: _Stream, fields: list[int]) -> CutRecord:
    end = stream.varint() + stream.taken
    stream.take(1)  # attributes, which have no meaning
    timestamp = fields[_FIRST_TIMESTAMP] + stream.varint()
    offset = fields[0] + stream.varint()
    key = _field(stream)
    value = _field(stream)
    headers, lacks_headers = _headers(stream)
    stream.skip(end - stream.taken)  # headers, for which there was no room
    lacks = {"value": value.cut, "key": key.cut, "headers": lacks_headers}
    by_broker = bool(fields[_ATTRIBUTES] & _APPEND_TIME)
    return CutRecord(
        offset,
        fields[_MAX_TIMESTAMP] if by_broker else timestamp,
        int(by_broker),
        None if key.cut else key.kept,
        CutValue.of(
            value.kept or b"",
            value.length,
            value.digest,
            tuple(name for name, lacking in lacks.items() if lacking),
        ),
        headers,
    )


class _Field(NamedTuple):
    """The first bytes of a field, and what is known of the whole."""

    kept: bytes | None
    length: int
    digest: str

    @property
    def cut(self) -> bool:
        return len(self.kept or b"") < self.length


def _field(stream: _Stream, keep: int = _KEPT_BYTES) -> _Field:
    length = stream.varint()
    digest = sha256()
    if length < 0:
        return _Field(None, 0, digest.hexdigest())
    kept = bytearray()
    for piece in stream.flow(length):
        digest.update(piece)
        kept += piece[: keep - len(kept)]
    return _Field(bytes(kept), length, digest.hexdigest())


def _headers(stream: _Stream) -> tuple[list[Header], bool]:
    """Take the headers for which there is room; tell too whether others follow."""
    room, headers = _KEPT_BYTES, list[Header]()
    count = stream.varint()
    while len(headers) < min(count, _MAX_HEADERS):
        name, value = _field(stream), _field(stream)
        room -= name.length + value.length
        if room < 0:
            break
        headers.append(((name.kept or b"").decode(errors="replace"), value.kept))
    return headers, len(headers) < count


class _Stream:
    """Bytes that come in pieces, of which as few are held as are asked for.

    `taken` counts those that are gone.
    """

    def __init__(self, source: Iterator[bytes]) -> None:
        self._source = source
        self._held = bytearray()
        self.taken = 0

    def fill(self, size: int) -> bool:
        """Hold at least so many bytes; return False if there are not so many."""
        while len(self._held) < size:
            piece = next(self._source, None)
            if piece is None:
                return False
            self._held += piece
        return True

    def take(self, size: int, after: bytes = b"") -> bytes:
        """Return so many bytes, or what is left, `after` some others."""
        self.fill(size)
        taken = b"".join((after, memoryview(self._held)[:size]))
        self._drop(size)
        return taken

    def flow(self, size: int) -> Iterator[bytes]:
        """Yield so many bytes, in pieces that are not held. Raises as `parts` does."""
        while size:
            if not self.fill(1):
                raise CorruptRecordException("the batch ends within a record")
            piece = self.take(min(size, len(self._held)))
            size -= len(piece)
            yield piece

    def skip(self, size: int) -> None:
        """Let so many bytes go. Raises as `parts` does."""
        for _ in self.flow(size):
            pass

    def varint(self) -> int:
        """Take a number."""
        number, end = self.number(0)
        self._drop(end)
        return number

    def record_size(self, start: int = 0) -> int:
        """Return the size of the record at `start`, its length field included."""
        length, end = self.number(start)
        return end - start + length

    def number(self, start: int) -> tuple[int, int]:
        """Return the zigzag number at `start`, and where it ends."""
        self.fill(start + _MAX_VARINT)
        number = shift = 0
        for end, byte in enumerate(self._held[start : start + _MAX_VARINT], start + 1):
            number |= (byte & 0x7F) << shift
            if byte < 0x80:  # noqa: PLR2004 - the last byte has no high bit
                return (number >> 1) ^ -(number & 1), end
            shift += 7
        raise CorruptRecordException("a number has no end")

    def _drop(self, size: int) -> None:
        del self._held[:size]
        self.taken += size
