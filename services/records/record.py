"""Kafka records as plain values, and what a handler makes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.dead_letters import Reason
from schemas.topics import Topic
from services.foreign_text import cut
from services.records.facts import Facts

Header = tuple[str, bytes | None]

_RECORD_OVERHEAD = 1024
"""What a record batch adds to a record, in bytes, generously."""

_HEADER_OVERHEAD = 10
"""The lengths of a header's name and value, as varints of at most five bytes each."""


class CutValue(bytes):
    """The first bytes of a value that is too large to be held.

    `length` and `sha256` are those of the whole; `lacks` names what of the record is not
    here, some of ``value``, ``key`` and ``headers``.
    """

    length: int
    sha256: str
    lacks: tuple[str, ...]

    @classmethod
    def of(cls, kept: bytes, length: int, sha256: str, lacks: tuple[str, ...]) -> CutValue:
        """Return what was kept, with what is known of the whole."""
        value = cls(kept)
        value.length, value.sha256, value.lacks = length, sha256, lacks
        return value


@dataclass(frozen=True, slots=True)
class Record:
    """A record as read from a topic; nothing is decoded yet.

    `timestamp` is the record's own, in milliseconds since 1970, None if it has none.
    """

    topic: str
    partition: int
    offset: int
    value: bytes | None
    key: bytes | None = None
    headers: tuple[Header, ...] = ()
    timestamp: int | None = None

    @property
    def position(self) -> str:
        """Return ``topic-partition-offset``, which names the record for good."""
        return f"{self.topic}-{self.partition}-{self.offset}"

    @property
    def begins(self) -> int:
        """Return the first offset that it stands for: its own."""
        return self.offset

    @property
    def size(self) -> int:
        """Return the bytes of its key, value and headers, for ASCII names."""
        headers = sum(len(name) + len(value or b"") for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + headers

    def header(self, name: str) -> str | None:
        """Return the last header of that name, None if absent or not UTF-8."""
        return _header(self.headers, name)


def _header(headers: tuple[Header, ...], name: str) -> str | None:
    for key, value in reversed(headers):
        if key.lower() == name:
            return _text(value)
    return None


def _text(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return None


def from_aiokafka(record: Any) -> Record:  # noqa: ANN401 - aiokafka is untyped
    """Return a record as aiokafka reads it as one of ours."""
    return Record(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        value=record.value,
        headers=tuple(record.headers),
        timestamp=record.timestamp,
    )


@dataclass(frozen=True, slots=True)
class Message:
    """A record to be written: `topic` is an entry of the contract, without prefix.

    `facts` are for metrics: they are no part of it.
    """

    topic: Topic
    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...] = field(default=())
    timestamp: int | None = None
    facts: Facts | None = field(default=None, compare=False, repr=False)

    @property
    def size(self) -> int:
        """Return an upper bound of its size as a record batch, in bytes."""
        headers = sum(map(header_size, self.headers))
        return len(self.key or b"") + len(self.value or b"") + headers + _RECORD_OVERHEAD

    def header(self, name: str) -> str | None:
        """Return the last header of that name, None if absent or not UTF-8."""
        return _header(self.headers, name)


def header_size(header: Header) -> int:
    """Return an upper bound of a header's size in a record batch, in bytes."""
    name, value = header
    return len(name.encode()) + len(value or b"") + _HEADER_OVERHEAD


class Rejected(Exception):
    """A record that cannot be processed, foreseen: it becomes a dead letter.

    `message` tells the producer what is wrong and what to do about it; of what it quotes
    no more is kept than fits a log line.
    """

    def __init__(self, reason: Reason, message: str) -> None:
        self.reason = reason
        self.message = cut(message)
        super().__init__(self.message)


Handler = Callable[[Record], Sequence[Message]]
"""A service's pure work on one record. Raises `Rejected` for what it cannot process."""
