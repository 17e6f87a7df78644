"""A partition: record batches, transactions in them, and what consumers may see. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.memory_kafka.batches import NO_PRODUCER, Batch, marker
from tests.memory_kafka.codes import Code, KafkaFailure

_REMEMBERED_BATCHES = 5
"""Batches of a producer that are known again (`ProducerStateEntry.NUM_BATCHES_TO_RETAIN`)."""


class Limits(NamedTuple):
    """What a topic's configuration says of its records."""

    max_message_bytes: int = 1024 * 1024 + 12
    segment_bytes: int = 1024 * 1024 * 1024
    append_time: bool = False


class Aborted(NamedTuple):
    """A transaction that was aborted: the producer, its first offset, and that of its marker."""

    producer: int
    first: int
    last: int


class Fetched(NamedTuple):
    """What a consumer gets: record batches, up to where it may read, and what it must skip."""

    batches: list[Batch]
    high_watermark: int
    last_stable: int
    start: int
    aborted: list[Aborted]


@dataclass
class _Producer:
    epoch: int
    batches: list[Batch] = field(default_factory=list)


class Partition:
    """The log of a partition, as its leader keeps it."""

    def __init__(self) -> None:
        self.start = self.end = 0
        self._batches: list[Batch] = []
        self._open: dict[int, int] = {}
        self._aborted: list[Aborted] = []
        self._producers: dict[int, _Producer] = {}

    @property
    def last_stable(self) -> int:
        """Return the offset before which every transaction has ended."""
        return min(self._open.values(), default=self.end)

    def append(self, batch: Batch, limits: Limits, now_ms: int) -> int:
        """Append a batch, and return the offset of its first record.

        Raises:
            KafkaFailure: it is too large, or not what its producer may send.

        """
        if len(batch.data) > limits.max_message_bytes:
            raise KafkaFailure(Code.MESSAGE_TOO_LARGE)
        if len(batch.data) > limits.segment_bytes:
            raise KafkaFailure(Code.RECORD_LIST_TOO_LARGE)
        if batch.producer != NO_PRODUCER:
            known = self._known(batch)
            if known is not None:
                return known.base
        return self._append(batch.appended(now_ms) if limits.append_time else batch)

    def end_transaction(self, producer: int, epoch: int, now_ms: int, *, committed: bool) -> None:
        """Write the marker that ends a producer's transaction; later epochs alone may follow."""
        first = self._open.pop(producer, None)
        at = self._append(marker(producer, epoch, now_ms, committed=committed))
        if first is not None and not committed:
            self._aborted.append(Aborted(producer, first, at))
        self._producers.setdefault(producer, _Producer(epoch)).epoch = epoch

    def check_epoch(self, batch: Batch) -> None:
        """Raise `KafkaFailure` if a later epoch of the batch's producer has written here."""
        producer = self._producers.get(batch.producer)
        if producer and batch.epoch < producer.epoch:
            raise KafkaFailure(Code.INVALID_PRODUCER_EPOCH)

    def fetch(self, offset: int, max_bytes: int, *, committed_only: bool) -> Fetched:
        """Return batches from an offset on, one at least if there is any.

        Raises:
            KafkaFailure: the log does not reach there.

        """
        if not self.start <= offset <= self.end:
            raise KafkaFailure(Code.OFFSET_OUT_OF_RANGE)
        readable = self.last_stable if committed_only else self.end
        found: list[Batch] = []
        size = 0
        for batch in self._batches:
            if batch.last < offset or batch.base >= readable:
                continue
            size += len(batch.data)
            if found and size > max_bytes:
                break
            found.append(batch)
        aborted = [one for one in self._aborted if one.last >= offset and one.first < readable]
        hidden = aborted if committed_only else []
        return Fetched(found, self.end, self.last_stable, self.start, hidden)

    def find(self, timestamp: int) -> tuple[int, int] | None:
        """Return offset and timestamp of the first record at or after a time."""
        later = (
            (record.offset, record.timestamp)
            for record in self._records(self._batches)
            if record.timestamp >= timestamp and record.offset >= self.start
        )
        return next(later, None)

    def delete_before(self, offset: int) -> int:
        """Delete the records before an offset, -1 for all; return where the log begins now.

        Raises:
            KafkaFailure: the log does not reach there.

        """
        wanted = self.end if offset < 0 else offset
        if wanted > self.end:
            raise KafkaFailure(Code.OFFSET_OUT_OF_RANGE)
        self.start = max(self.start, wanted)
        self._batches = [batch for batch in self._batches if batch.last >= self.start]
        return self.start

    def committed(self) -> Iterator[Any]:
        """Yield the records that are committed, as aiokafka's.

        A consumer of committed records gets those behind an open transaction when that has ended.
        """
        yield from self._records(one for one in self._batches if self._is_committed(one))

    def _records(self, batches: Any) -> Iterator[Any]:  # noqa: ANN401 - any batches
        for batch in batches:
            if not batch.is_control:
                yield from batch.records()

    def _is_committed(self, batch: Batch) -> bool:
        if not batch.is_transactional:
            return True
        is_open = batch.base >= self._open.get(batch.producer, self.end)
        return not is_open and not any(
            one.producer == batch.producer and one.first <= batch.base <= one.last
            for one in self._aborted
        )

    def _append(self, batch: Batch) -> int:
        placed = batch.at(self.end)
        self._batches.append(placed)
        self.end = placed.last + 1
        if placed.producer != NO_PRODUCER and not placed.is_control:
            self._note(placed)
        return placed.base

    def _note(self, placed: Batch) -> None:
        producer = self._producers[placed.producer]
        producer.batches = [*producer.batches, placed][-_REMEMBERED_BATCHES:]
        if placed.is_transactional:
            self._open.setdefault(placed.producer, placed.base)

    def _known(self, batch: Batch) -> Batch | None:
        """Return the batch if it is here already; raise if it may not come next."""
        self.check_epoch(batch)
        producer = self._producers.setdefault(batch.producer, _Producer(batch.epoch))
        if batch.epoch > producer.epoch:
            producer.epoch, producer.batches = batch.epoch, []
        for one in producer.batches:
            if (one.epoch, one.sequence, one.count) == (batch.epoch, batch.sequence, batch.count):
                return one
        expected = _following(producer.batches[-1]) if producer.batches else 0
        if batch.epoch == producer.epoch and batch.sequence != expected:
            raise KafkaFailure(Code.OUT_OF_ORDER_SEQUENCE_NUMBER)
        return None


def _following(batch: Batch) -> int:
    return batch.last_sequence + 1
