"""The brokers in memory, as aiokafka's own clients find them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import MessageSizeTooLargeError, TopicAuthorizationFailedError
from aiokafka.structs import OffsetAndMetadata

from tests.memory_kafka.codes import Code
from tests.memory_kafka.server import MemoryKafka, memory_kafka

TOPIC = "news"
PART = TopicPartition(TOPIC, 0)


@pytest.fixture
async def kafka() -> AsyncIterator[MemoryKafka]:
    async with memory_kafka() as broker:
        broker.cluster.create(TOPIC, 1, {"max.message.bytes": "1000"})
        yield broker


def producer(kafka: MemoryKafka, name: str | None = None) -> AIOKafkaProducer:
    return AIOKafkaProducer(bootstrap_servers=kafka.bootstrap_servers, transactional_id=name)


async def read(kafka: MemoryKafka, isolation: str = "read_committed") -> list[bytes]:
    """Return the values of the topic up to its end."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka.bootstrap_servers,
        isolation_level=isolation,
        auto_offset_reset="earliest",
    )
    async with consumer:
        consumer.assign([PART])
        (end,) = (await consumer.end_offsets([PART])).values()
        found = []
        while await consumer.position(PART) < end:
            for records in (await consumer.getmany(timeout_ms=100)).values():
                found += [record.value for record in records]
        return found


async def test_what_is_sent_is_read_in_order(kafka: MemoryKafka) -> None:
    async with producer(kafka) as client:
        for number in range(5):
            await client.send_and_wait(TOPIC, b"%d" % number)
    assert await read(kafka) == [b"0", b"1", b"2", b"3", b"4"]


async def test_of_transactions_only_what_was_committed_is_shown(kafka: MemoryKafka) -> None:
    async with producer(kafka, "id") as client:
        async with client.transaction():
            await client.send_and_wait(TOPIC, b"kept")
        await client.begin_transaction()
        await client.send_and_wait(TOPIC, b"dropped")
        await client.abort_transaction()
        async with client.transaction():
            await client.send_and_wait(TOPIC, b"kept too")
        await client.begin_transaction()
        await client.send_and_wait(TOPIC, b"open")
        assert await read(kafka) == [b"kept", b"kept too"]
        assert len(await read(kafka, "read_uncommitted")) == 4
        assert [record.value for _, record in kafka.cluster.committed_records(TOPIC)] == [
            b"kept",
            b"kept too",
        ]
        await client.abort_transaction()


async def test_a_group_shares_the_partitions_and_goes_on_where_it_was(kafka: MemoryKafka) -> None:
    kafka.cluster.create("shared", 2, {})
    async with producer(kafka) as client:
        for number in range(2):
            await client.send_and_wait("shared", b"first", partition=number)
    settings = {"bootstrap_servers": kafka.bootstrap_servers, "group_id": "g"}
    one = AIOKafkaConsumer("shared", auto_offset_reset="earliest", **settings)
    async with one:
        assert len(one.assignment()) == 2
        found = [await one.getone() for _ in range(2)]
        assert {record.partition for record in found} == {0, 1}
        await one.commit()
    async with AIOKafkaConsumer("shared", **settings) as two:
        assert await two.position(TopicPartition("shared", 1)) == 1


async def test_two_members_have_a_partition_each(kafka: MemoryKafka) -> None:
    kafka.cluster.create("shared", 2, {})
    settings = {
        "bootstrap_servers": kafka.bootstrap_servers,
        "group_id": "g",
        "heartbeat_interval_ms": 20,
    }
    async with (
        AIOKafkaConsumer("shared", **settings) as one,
        AIOKafkaConsumer("shared", **settings) as two,
    ):
        assert one.assignment() | two.assignment() == {
            TopicPartition("shared", 0),
            TopicPartition("shared", 1),
        }
        assert not one.assignment() & two.assignment()


async def test_offsets_are_committed_with_their_transaction(kafka: MemoryKafka) -> None:
    async with producer(kafka, "id") as client:
        async with client.transaction():
            await client.send_and_wait(TOPIC, b"one")
            await client.send_offsets_to_transaction({PART: OffsetAndMetadata(7, "seven")}, "g")
        await client.begin_transaction()
        await client.send_offsets_to_transaction({PART: 9}, "g")
        await client.abort_transaction()
    assert kafka.cluster.offsets["g"].committed == {(TOPIC, 0): (7, "seven")}


async def test_refusals(kafka: MemoryKafka) -> None:
    async with producer(kafka) as client:
        with pytest.raises(MessageSizeTooLargeError):
            await client.send_and_wait(TOPIC, bytes(1000))
        kafka.cluster.denied.add(TOPIC)
        with pytest.raises(TopicAuthorizationFailedError):
            await client.send_and_wait(TOPIC, b"")


@pytest.mark.parametrize("effect", ["lost-before", "lost-after", Code.NOT_ENOUGH_REPLICAS])
async def test_an_idempotent_producer_writes_once_whatever_is_lost(
    kafka: MemoryKafka, effect: Code
) -> None:
    kafka.order("Produce", effect, times=2)
    client = AIOKafkaProducer(
        bootstrap_servers=kafka.bootstrap_servers, enable_idempotence=True, retry_backoff_ms=1
    )
    async with client:
        await client.send_and_wait(TOPIC, b"once")
        await client.send_and_wait(TOPIC, b"then")
    assert await read(kafka) == [b"once", b"then"]


async def test_brokers_vanish_and_come_back(kafka: MemoryKafka) -> None:
    async with producer(kafka) as client:
        await client.send_and_wait(TOPIC, b"before")
        await kafka.vanish()
        sent = await client.send(TOPIC, b"after")
        await kafka.appear()
        await sent
    assert await read(kafka) == [b"before", b"after"]
