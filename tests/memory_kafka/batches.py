"""Record batches as bytes: what brokers read of them, and what they write into them. Pure.

Source of the format: DefaultRecordBatch.java in apache/kafka.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import calc_crc32c

_HEADER = struct.Struct(">qiibIhiqqqhii")
"""Base offset, length, leader epoch, magic, CRC, attributes, last offset delta, first and last
timestamp, producer's id, epoch and sequence, count of records."""

_CRC, _ATTRIBUTES, _MAX_TIMESTAMP = 17, 21, 35
"""Where these stand, in bytes from the start."""

_APPEND_TIME, _TRANSACTIONAL, _CONTROL = 0x08, 0x10, 0x20

_MARKER_KEY = struct.Struct(">hh")
_MARKER_VALUE = struct.Struct(">hi")

_LENGTH_ENDS = 12
"""What the length does not count, in bytes."""

NO_PRODUCER = -1


@dataclass(frozen=True, slots=True)
class Batch:
    """A record batch in a log; `data` has the offsets that it was given there."""

    data: bytes
    base: int
    last: int
    producer: int
    epoch: int
    sequence: int
    count: int
    attributes: int

    @property
    def is_transactional(self) -> bool:
        """Tell whether it is part of a transaction."""
        return bool(self.attributes & _TRANSACTIONAL)

    @property
    def is_control(self) -> bool:
        """Tell whether it is the marker at the end of a transaction."""
        return bool(self.attributes & _CONTROL)

    @property
    def last_sequence(self) -> int:
        """Return the sequence number of its last record."""
        return self.sequence + self.count - 1

    def records(self) -> Iterator[Any]:
        """Yield its records, as aiokafka reads them."""
        found = MemoryRecords(self.data).next_batch()
        yield from found or ()

    def at(self, offset: int) -> Batch:
        """Return it with its first record at an offset."""
        return read(struct.pack(">q", offset) + self.data[8:])

    def appended(self, timestamp: int) -> Batch:
        """Return it with the brokers' time in place of the producer's."""
        data = bytearray(self.data)
        struct.pack_into(">h", data, _ATTRIBUTES, self.attributes | _APPEND_TIME)
        struct.pack_into(">q", data, _MAX_TIMESTAMP, timestamp)
        return read(_checked(data))


def read(data: bytes) -> Batch:
    """Return the one batch that bytes are."""
    fields = _HEADER.unpack_from(data)
    base, last = fields[0], fields[0] + fields[6]
    producer, epoch, sequence, count = fields[9:]
    return Batch(data, base, last, producer, epoch, sequence, count, fields[5])


def split(data: bytes) -> Iterator[Batch]:
    """Yield the batches that stand one after the other."""
    while data:
        _, length, *_ = _HEADER.unpack_from(data)
        yield read(data[: length + _LENGTH_ENDS])
        data = data[length + _LENGTH_ENDS :]


def marker(producer: int, epoch: int, timestamp: int, *, committed: bool) -> Batch:
    """Return the control batch that ends a producer's transaction in a partition."""
    builder = DefaultRecordBatchBuilder(
        magic=2,
        compression_type=0,
        is_transactional=1,
        producer_id=producer,
        producer_epoch=epoch,
        base_sequence=-1,
        batch_size=1024,
    )
    key, value = _MARKER_KEY.pack(0, int(committed)), _MARKER_VALUE.pack(0, 0)
    builder.append(0, timestamp=timestamp, key=key, value=value, headers=[])
    data = bytearray(builder.build())
    struct.pack_into(">h", data, _ATTRIBUTES, _TRANSACTIONAL | _CONTROL)
    return read(_checked(data))


def _checked(data: bytearray) -> bytes:
    struct.pack_into(">I", data, _CRC, calc_crc32c(bytes(data[_ATTRIBUTES:])))
    return bytes(data)
