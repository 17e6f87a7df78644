"""The transaction coordinator: who may write as which producer, and how it ends. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from tests.memory_kafka.codes import Code, KafkaFailure
from tests.memory_kafka.offsets import Place

MAX_TIMEOUT_SECONDS = 900.0
"""transaction.max.timeout.ms, as brokers have it by default."""


@dataclass
class Transaction:
    """A transactional id: its producer, and the transaction that is open, if `began` says so."""

    producer: int
    epoch: int
    timeout_seconds: float
    began: float | None = None
    partitions: set[Place] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    last_result: bool | None = None

    def begin(self, now: float) -> None:
        """Begin a transaction, unless one is open."""
        if self.began is None:
            self.began = now

    def end(self, *, committed: bool) -> None:
        """Note that the transaction has ended."""
        self.began = None
        self.partitions.clear()
        self.groups.clear()
        self.last_result = committed


class Coordinator:
    """Keeps the transactional ids; what the end of a transaction writes is the cluster's work."""

    def __init__(self) -> None:
        self._ids: dict[str, Transaction] = {}
        self._producers = 0

    def new_producer(self) -> int:
        """Return a producer id that nobody has."""
        self._producers += 1
        return self._producers

    def begin_producer(self, name: str, timeout_seconds: float) -> Transaction:
        """Return the transactional id with an epoch of its own: earlier producers are fenced.

        Raises:
            KafkaFailure: the timeout is not allowed, or a transaction must be aborted first.

        """
        if not 0 < timeout_seconds <= MAX_TIMEOUT_SECONDS:
            raise KafkaFailure(Code.INVALID_TRANSACTION_TIMEOUT)
        found = self._ids.get(name)
        if found is None:
            found = self._ids[name] = Transaction(self.new_producer(), -1, timeout_seconds)
        found.epoch += 1
        found.timeout_seconds = timeout_seconds
        found.last_result = None
        return found

    def open_of(self, name: str) -> Transaction | None:
        """Return the open transaction of an id."""
        found = self._ids.get(name)
        return found if found and found.began is not None else None

    def find(self, name: str, producer: int, epoch: int) -> Transaction:
        """Return the transactional id of a producer.

        Raises:
            KafkaFailure: it is not its own, or not any more.

        """
        found = self._ids.get(name)
        if found is None or found.producer != producer:
            raise KafkaFailure(Code.INVALID_PRODUCER_ID_MAPPING)
        if found.epoch != epoch:
            raise KafkaFailure(Code.INVALID_PRODUCER_EPOCH)
        return found

    def has(self, producer: int, places: Collection[Place]) -> bool:
        """Tell whether all the partitions are part of a producer's open transaction."""
        own = [one for one in self._ids.values() if one.producer == producer]
        return any(one.began is not None and one.partitions.issuperset(places) for one in own)

    def overdue(self, now: float) -> Iterator[Transaction]:
        """Yield the transactions that are open for too long."""
        for one in list(self._ids.values()):
            if one.began is not None and now - one.began >= one.timeout_seconds:
                yield one
