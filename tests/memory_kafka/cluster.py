"""A cluster of brokers in memory: topics, groups and transactions together. Pure.

Time is passed in, in seconds of one clock, whichever; records get it as milliseconds.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.memory_kafka.batches import Batch, split
from tests.memory_kafka.codes import Code, KafkaFailure
from tests.memory_kafka.groups import Group
from tests.memory_kafka.log import Limits, Partition
from tests.memory_kafka.offsets import GroupOffsets, Offset, Place
from tests.memory_kafka.transactions import Coordinator, Transaction

_DEFAULTS = {
    "cleanup.policy": "delete",
    "retention.ms": "604800000",
    "delete.retention.ms": "86400000",
    "max.message.bytes": "1048588",
    "segment.bytes": "1073741824",
    "message.timestamp.type": "CreateTime",
}
"""A topic's configuration where none is given: those settings that the project asks for."""


@dataclass
class TopicLog:
    """A topic: its partitions and configuration, and an id that a topic made anew has not."""

    partitions: list[Partition]
    config: dict[str, str]
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def limits(self) -> Limits:
        """Return what the configuration says of records."""
        return Limits(
            int(self.config["max.message.bytes"]),
            int(self.config["segment.bytes"]),
            self.config["message.timestamp.type"] == "LogAppendTime",
        )


class Cluster:
    """What the brokers know. Each method carries a request out, or raises `KafkaFailure`."""

    def __init__(self) -> None:
        self.topics: dict[str, TopicLog] = {}
        self.groups: dict[str, Group] = {}
        self.offsets: defaultdict[str, GroupOffsets] = defaultdict(GroupOffsets)
        self.denied = set[str]()
        """Topics that nobody may write or read."""
        self.short_of_replicas = set[str]()
        """Topics with fewer in-sync replicas than they must have."""
        self._coordinator = Coordinator()

    def create(self, topic: str, partitions: int, config: Mapping[str, str]) -> None:
        """Create a topic."""
        if topic in self.topics:
            raise KafkaFailure(Code.TOPIC_ALREADY_EXISTS)
        logs = [Partition() for _ in range(partitions)]
        self.topics[topic] = TopicLog(logs, {**_DEFAULTS, **config})

    def delete(self, topic: str) -> None:
        """Delete a topic, and what groups have committed there."""
        if self.topics.pop(topic, None) is None:
            raise KafkaFailure(Code.UNKNOWN_TOPIC_OR_PARTITION)
        for offsets in self.offsets.values():
            for place in [one for one in offsets.committed if one[0] == topic]:
                del offsets.committed[place]

    def topic(self, name: str) -> TopicLog:
        """Return a topic that is there, and that may be used."""
        if name in self.denied:
            raise KafkaFailure(Code.TOPIC_AUTHORIZATION_FAILED)
        if name not in self.topics:
            raise KafkaFailure(Code.UNKNOWN_TOPIC_OR_PARTITION)
        return self.topics[name]

    def partition(self, place: Place) -> Partition:
        """Return a partition that is there, and that may be used."""
        logs = self.topic(place[0]).partitions
        if place[1] >= len(logs):
            raise KafkaFailure(Code.UNKNOWN_TOPIC_OR_PARTITION)
        return logs[place[1]]

    def produce(self, place: Place, data: bytes, now: float) -> int:
        """Append record batches, and return the offset of the first record."""
        partition, topic = self.partition(place), self.topic(place[0])
        if place[0] in self.short_of_replicas:
            raise KafkaFailure(Code.NOT_ENOUGH_REPLICAS)
        batches = list(split(data))
        for batch in batches:
            self._check_transaction(batch, place)
        first, *_ = [partition.append(one, topic.limits, _ms(now)) for one in batches]
        return first

    def _check_transaction(self, batch: Batch, place: Place) -> None:
        if batch.is_transactional and not self._coordinator.has(batch.producer, {place}):
            # As brokers do that check with the coordinator what a transaction has (KIP-890); an
            # old epoch is found out first.
            self.partition(place).check_epoch(batch)
            raise KafkaFailure(Code.INVALID_TXN_STATE)

    def group(self, name: str) -> Group:
        """Return a group, a new one if there is none of that name."""
        return self.groups.setdefault(name, Group(name))

    def commit_offsets(
        self, group: str, member: str, generation: int, offsets: Mapping[Place, Offset]
    ) -> None:
        """Commit offsets at once."""
        self._check_commit(group, member, generation, transactional=False)
        self.offsets[group].commit(offsets)

    def _check_commit(
        self, group: str, member: str, generation: int, *, transactional: bool
    ) -> None:
        if generation >= 0 and group not in self.groups:
            raise KafkaFailure(Code.ILLEGAL_GENERATION)
        self.group(group).check_commit(member, generation, transactional=transactional)

    def begin_producer(self, name: str | None, timeout_seconds: float, now: float) -> Any:  # noqa: ANN401
        """Return producer id and epoch of a transactional id, or of an idempotent producer."""
        if name is None:
            return self._coordinator.new_producer(), 0
        if not name:
            raise KafkaFailure(Code.INVALID_REQUEST)
        if found := self._coordinator.open_of(name):
            self._fence(found, now)
            raise KafkaFailure(Code.CONCURRENT_TRANSACTIONS)
        found = self._coordinator.begin_producer(name, timeout_seconds)
        return found.producer, found.epoch

    def add_partitions(
        self, name: str, producer: tuple[int, int], places: Collection[Place], now: float
    ) -> None:
        """Add partitions to a producer's transaction, which begins if none is open."""
        found = self._coordinator.find(name, *producer)
        for place in places:
            self.partition(place)
        found.begin(now)
        found.partitions.update(places)

    def add_group(self, name: str, producer: tuple[int, int], group: str, now: float) -> None:
        """Add a group's offsets to a producer's transaction, which begins if none is open."""
        found = self._coordinator.find(name, *producer)
        found.begin(now)
        found.groups.add(group)

    def add_offsets(
        self,
        name: str,
        producer: tuple[int, int],
        group: str,
        member: tuple[str, int],
        offsets: Mapping[Place, Offset],
    ) -> None:
        """Commit offsets with a producer's transaction, as a member of a generation."""
        found = self._coordinator.find(name, *producer)
        if group not in found.groups:
            raise KafkaFailure(Code.INVALID_TXN_STATE)
        self._check_commit(group, *member, transactional=True)
        self.offsets[group].add(found.producer, offsets)

    def end_transaction(
        self, name: str, producer: tuple[int, int], now: float, *, committed: bool
    ) -> None:
        """Commit or abort a producer's transaction; to do so again changes nothing."""
        found = self._coordinator.find(name, *producer)
        if found.began is None:
            if found.last_result is committed:
                return
            raise KafkaFailure(Code.INVALID_TXN_STATE)
        self._end(found, now, committed=committed)

    def tick(self, now: float) -> None:
        """Do what is due: members that are silent leave, transactions open too long are aborted."""
        for group in self.groups.values():
            group.tick(now)
        for one in self._coordinator.overdue(now):
            self._fence(one, now)

    def committed_records(self, topic: str) -> Iterator[tuple[int, Any]]:
        """Yield the committed records of a topic, each with its partition's number."""
        for number, partition in enumerate(self.topics[topic].partitions):
            for record in partition.committed():
                yield number, record

    def _fence(self, one: Transaction, now: float) -> None:
        """Abort a transaction whose producer may not go on."""
        one.epoch += 1
        self._end(one, now, committed=False)

    def _end(self, one: Transaction, now: float, *, committed: bool) -> None:
        for topic, number in sorted(one.partitions):
            if topic in self.topics:
                partition = self.topics[topic].partitions[number]
                partition.end_transaction(one.producer, one.epoch, _ms(now), committed=committed)
        for group in one.groups:
            self.offsets[group].end_transaction(one.producer, committed=committed)
        one.end(committed=committed)


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
