"""Record batches: every message in one, in order, where Kafka's clients put its key."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from aiokafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.producer.message_accumulator import BatchBuilder
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from schemas.topics import ARTICLES, TAGGED
from services.records.record import Message, Record
from services.runtime.delivery.record_batches import (
    RecordBatch,
    SourcedMessage,
    _hashed,
    failures,
    packed,
)
from services.runtime.process.settings import Settings

BATCH_SIZE = 1000
NAMES = {"news-articles": "x-news-articles", "news-tagged": "x-news-tagged"}
COUNTS = {"x-news-articles": 4, "x-news-tagged": 7}

messages = st.builds(
    Message,
    topic=st.sampled_from([ARTICLES, TAGGED]),
    key=st.none() | st.binary(max_size=40),
    value=st.none() | st.binary(max_size=1500),
    headers=st.lists(st.tuples(st.text(max_size=5), st.none() | st.binary(max_size=9))).map(tuple),
    timestamp=st.none() | st.integers(0, 2**41),
)


def builder() -> BatchBuilder:
    return BatchBuilder(BATCH_SIZE, 0)


def sourced(found: Sequence[Message]) -> list[SourcedMessage]:
    return [(Record("news-raw", 0, offset, b""), message) for offset, message in enumerate(found)]


def offsets(batches: Sequence[RecordBatch]) -> list[int]:
    return [record.offset for batch in batches for record, _ in batch.messages]


@given(st.lists(messages))
def test_each_message_is_in_one_batch_in_order(found: list[Message]) -> None:
    batches = packed(sourced(found), NAMES, COUNTS, builder)
    assert sorted(offsets(batches)) == list(range(len(found)))
    for place in {batch.place for batch in batches}:
        own = offsets([batch for batch in batches if batch.place == place])
        assert own == sorted(own)
    for batch in batches:
        assert batch.builder.record_count() == len(batch.messages) > 0
        assert batch.builder.size() <= BATCH_SIZE or len(batch.messages) == 1


@given(st.lists(messages))
def test_a_key_goes_where_aiokafka_would_send_it(found: list[Message]) -> None:
    for batch in packed(sourced(found), NAMES, COUNTS, builder):
        count = COUNTS[batch.topic]
        assert batch.partition in range(count)
        for _, message in batch.messages:
            assert NAMES[message.topic.name] == batch.topic
            if message.key is not None:
                expected = DefaultPartitioner()(message.key, list(range(count)), [])
                assert batch.partition == expected


class Producer:
    """Stands in for aiokafka's: takes no batch of one partition, and cannot write another's."""

    def __init__(self, untaken: int, refused: int) -> None:
        self.untaken = untaken
        self.refused = refused

    async def partitions_for(self, topic: str) -> set[int]:
        return set(range(COUNTS[topic]))

    def create_batch(self) -> BatchBuilder:
        return builder()

    async def send_batch(
        self, _: BatchBuilder, topic: str, *, partition: int
    ) -> asyncio.Future[object]:
        if partition == self.untaken:
            raise KafkaTimeoutError
        future = asyncio.get_running_loop().create_future()
        if partition == self.refused:
            future.set_exception(MessageSizeTooLargeError())
        else:
            future.set_result(topic)
        return future


async def test_what_fails_is_told_with_the_reason() -> None:
    due = sourced([Message(ARTICLES, str(number).encode(), b"value") for number in range(40)])
    names = {batch.partition: batch for batch in packed(due, NAMES, COUNTS, builder)}
    found = await failures(Producer(1, 2), due, Settings(topic_prefix="x-"))
    errors = {record.offset: type(error) for (record, _), error in found}
    assert errors == dict.fromkeys(offsets([names[1]]), KafkaTimeoutError) | dict.fromkeys(
        offsets([names[2]]), MessageSizeTooLargeError
    )


class Once(Producer):
    """Cannot write the first batch, and takes all that follow."""

    @override
    async def send_batch(
        self, batch: BatchBuilder, topic: str, *, partition: int
    ) -> asyncio.Future[object]:
        try:
            return await super().send_batch(batch, topic, partition=partition)
        finally:
            self.untaken = self.refused = -1


@pytest.mark.parametrize(
    ("producer", "expected"),
    [
        (Once(3, -1), KafkaTimeoutError),  # what follows in the partition is written again, too
        (Once(-1, 3), None),
    ],
)
async def test_what_follows_a_batch_that_was_lost(
    producer: Once, expected: type[Exception] | None
) -> None:
    key = next(key for key in map(str, range(99)) if _hashed(key.encode(), 4) == 3).encode()
    due = sourced([Message(ARTICLES, key, bytes(BATCH_SIZE)) for _ in range(3)])
    found = await failures(producer, due, Settings(topic_prefix="x-"))
    errors = {record.offset: type(error) for (record, _), error in found}
    assert errors[0] is (expected or MessageSizeTooLargeError)
    assert {errors.get(1), errors.get(2)} == {expected}


class Lost(Producer):
    """Knows no topic."""

    @override
    async def partitions_for(self, topic: str) -> set[int]:
        raise KafkaError(topic)


async def test_without_the_topic_all_fails() -> None:
    due = sourced([Message(ARTICLES, b"key", b"value")])
    ((one, error),) = await failures(Lost(0, 0), due, Settings())
    assert one == due[0]
    assert isinstance(error, KafkaError)
