"""Lets aiokafka read records whose header names are not UTF-8, and batches of any size.

The protocol asks for UTF-8, but brokers don't check it, and aiokafka raises on such a
name inside the fetcher: the partition would never move again. Here the bytes that are
wrong become U+FFFD; values, which may be any bytes, are untouched. A batch is read in parts
(see `batch_parts`), where aiokafka decompresses it whole.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch, _DefaultRecordBatchPy
from aiokafka.record.memory_records import _MemoryRecordsPy
from typing_extensions import override

from services.runtime.kafka.protocol.batch_parts import CutRecord, parts


class _LenientBytes(bytearray):
    """Bytes that decode whatever they are, as do their slices."""

    @override
    def __getitem__(self, index: Any) -> Any:
        item = super().__getitem__(index)
        return _LenientBytes(item) if isinstance(index, slice) else item

    @override
    def decode(self, *_: Any, **__: Any) -> str:
        return super().decode("utf-8", "replace")


class _LenientBatch(_DefaultRecordBatchPy):
    """aiokafka's own reader in Python, over lenient bytes."""

    _buffer: Any

    @override
    def _maybe_uncompress(self) -> None:
        super()._maybe_uncompress()
        self._buffer = _LenientBytes(self._buffer)


class _Batch:
    """A batch that is read part by part, and leniently where the first reader fails."""

    def __init__(self, batch: Any, data: memoryview) -> None:  # noqa: ANN401 - aiokafka's batch
        self._batch = batch
        self._data = data

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any property of the batch
        return getattr(self._batch, name)

    def __next__(self) -> Any:  # noqa: ANN401 - the one record of a control batch
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        for part in parts(self._data):
            records = deque([part] if isinstance(part, CutRecord) else _read(part))
            del part  # many megabytes perhaps, as each record is
            while records:
                yield records.popleft()


def _read(part: memoryview) -> list[Any]:
    try:
        return list(DefaultRecordBatch(part))
    except UnicodeDecodeError:
        return list(_LenientBatch(part))


class _Records(_MemoryRecordsPy):
    @override
    def next_batch(self) -> Any:
        data = self._next_slice
        batch = super().next_batch()
        return _Batch(batch, data) if isinstance(batch, DefaultRecordBatch) else batch


def tolerate_odd_headers() -> None:
    """Make every aiokafka consumer of this process, Faust's included, read such records."""
    fetcher.MemoryRecords = _Records
