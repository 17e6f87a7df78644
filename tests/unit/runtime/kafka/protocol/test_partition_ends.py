"""Where a partition ends, by what a broker tells and what it shows."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import (
    InvalidTopicError,
    KafkaError,
    KafkaTimeoutError,
    NotLeaderForPartitionError,
    OffsetOutOfRangeError,
    TopicAuthorizationFailedError,
)

from services.runtime.kafka.protocol import partition_ends as module
from services.runtime.kafka.protocol.partition_ends import ends

FIRST, SECOND = TopicPartition("raw", 0), TopicPartition("raw", 1)
NO_RECORDS = b""
NO_LEADER = -1


class Shown:
    """What a broker says to a fetch: an error, the high watermark and the last stable offset."""

    def __init__(self, high: int, stable: int, error: type[KafkaError] | None = None) -> None:
        code = error.errno if error else 0
        self.fields: tuple[Any, ...] = (code, high, stable, 0, [], NO_RECORDS)


class Consumer:
    """A consumer whose brokers, each the leader of the partition of its number, are scripted."""

    def __init__(
        self,
        told: dict[TopicPartition, int],
        *answers: dict[TopicPartition, Shown],
        isolation: str = "read_committed",
        leader: int | None = None,
    ) -> None:
        self._isolation_level = isolation
        self._client = self._fetcher = self  # as `AIOKafkaConsumer` is made of
        self._request_timeout_ms = 0
        self.cluster = self
        self._told = told
        self._answers = list(answers)
        self._leader = leader
        self.fetched: list[list[tuple[str, list[tuple[int, int, int]]]]] = []
        self.updates = 0

    async def end_offsets(
        self, partitions: Iterable[TopicPartition], _timeout_ms: int
    ) -> dict[TopicPartition, int]:
        return {one: self._told[one] for one in partitions}

    def leader_for_partition(self, one: TopicPartition) -> int | None:
        return one.partition if self._leader is None else self._leader

    def force_metadata_update(self) -> None:
        self.updates += 1
        self._leader = None

    async def send(self, node: int, request: Any) -> Any:  # noqa: ANN401
        self.fetched.append(request.topics)
        shown = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        own = {one: found for one, found in shown.items() if one.partition == node}
        topics = [(one.topic, [(one.partition, *found.fields)]) for one, found in own.items()]
        return SimpleNamespace(topics=topics)


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_RETRY_SECONDS", 0)


async def test_is_what_the_broker_tells_if_its_watermark_is_the_same() -> None:
    consumer = Consumer({FIRST: 7, SECOND: 0}, {FIRST: Shown(7, 7), SECOND: Shown(0, 0)})
    assert await ends(consumer, [FIRST, SECOND]) == {FIRST: 7, SECOND: 0}
    # One fetch from each leader, from the end told, for as good as no bytes.
    assert consumer.fetched == [[("raw", [(0, 7, 1)])], [("raw", [(1, 0, 1)])]]


async def test_is_the_watermark_if_the_broker_tells_too_little() -> None:
    consumer = Consumer({FIRST: 61}, {FIRST: Shown(120, 120)})
    assert await ends(consumer, [FIRST]) == {FIRST: 120}


@pytest.mark.parametrize(("isolation", "end"), [("read_committed", 8), ("read_uncommitted", 9)])
async def test_is_before_an_open_transaction_for_readers_of_committed_records(
    isolation: str, end: int
) -> None:
    consumer = Consumer({FIRST: 5}, {FIRST: Shown(9, 8)}, isolation=isolation)
    assert await ends(consumer, [FIRST]) == {FIRST: end}


@pytest.mark.parametrize("unknown", [-1, 3])
async def test_is_never_before_what_the_broker_tells(unknown: int) -> None:
    consumer = Consumer({FIRST: 5}, {FIRST: Shown(unknown, unknown)})
    assert await ends(consumer, [FIRST]) == {FIRST: 5}


@pytest.mark.parametrize(
    "before",
    [
        {FIRST: Shown(-1, -1, NotLeaderForPartitionError)},
        {FIRST: Shown(-1, -1, OffsetOutOfRangeError)},  # retention was quicker
        {},
    ],
)
async def test_is_asked_for_again_where_it_was_not_shown(
    before: dict[TopicPartition, Shown],
) -> None:
    consumer = Consumer({FIRST: 5}, before, {FIRST: Shown(9, 9)})
    assert await ends(consumer, [FIRST]) == {FIRST: 9}


async def test_waits_for_a_leader() -> None:
    consumer = Consumer({FIRST: 5}, {FIRST: Shown(9, 9)}, leader=NO_LEADER)
    assert await ends(consumer, [FIRST]) == {FIRST: 9}
    assert consumer.updates == 1


async def test_is_what_the_broker_tells_to_who_may_not_read() -> None:
    consumer = Consumer({FIRST: 5}, {FIRST: Shown(-1, -1, TopicAuthorizationFailedError)})
    assert await ends(consumer, [FIRST]) == {FIRST: 5}


async def test_a_refusal_is_raised() -> None:
    consumer = Consumer({FIRST: 5}, {FIRST: Shown(-1, -1, InvalidTopicError)})
    with pytest.raises(InvalidTopicError):
        await ends(consumer, [FIRST])


async def test_brokers_that_never_say_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ANSWER_SECONDS", 0.05)
    with pytest.raises(KafkaTimeoutError):
        await ends(Consumer({FIRST: 5}, {}), [FIRST])


async def test_of_no_partition_is_nothing() -> None:
    assert await ends(Consumer({}, {}), []) == {}
