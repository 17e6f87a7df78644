"""What keeps owners of a partition apart: the group's say, and waiting for transactions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import IllegalGenerationError, KafkaError, UnknownMemberIdError

from schemas.topics import ARTICLES, RAW
from services.records.record import Message
from services.runtime.kafka import clients
from services.runtime.kafka.protocol.member_producer import GroupProducer
from services.runtime.kafka.protocol.producer_ids import are_given_to_anybody
from services.runtime.process.settings import Settings
from services.runtime.source import Membership

GROUP = "checked"


@asynccontextmanager
async def member(settings: Settings) -> AsyncIterator[Membership]:
    """Give the membership of the only member of a group."""
    group = settings.topic_prefix + GROUP
    consumer = AIOKafkaConsumer(
        settings.topic_prefix + RAW.name,
        **clients.connection(settings),
        group_id=group,
        enable_auto_commit=False,
    )
    async with consumer:
        while not consumer.assignment():
            await consumer.getmany(timeout_ms=100)
        coordinator = consumer._coordinator  # noqa: SLF001 - it has no public way to say
        yield Membership(
            group, coordinator.generation, coordinator.member_id, consumer.assignment()
        )


async def commit(producer: GroupProducer, membership: Membership, offset: int) -> None:
    await producer.begin_transaction()
    await producer.send_member_offsets(dict.fromkeys(membership.partitions, offset), "", membership)
    await producer.commit_transaction()


async def test_the_group_refuses_whom_it_has_left_behind(settings: Settings) -> None:
    async with member(settings) as membership:
        group, generation, name, partitions = membership
        for stale, error in (
            (membership._replace(generation=generation - 1), IllegalGenerationError),
            (membership._replace(member=f"{name}-before"), UnknownMemberIdError),
        ):
            async with clients.transactional_producer(settings, f"{group}-stale") as producer:
                with pytest.raises(KafkaError) as raised:
                    await commit(producer, stale, 5)
                assert isinstance(raised.value.__cause__ or raised.value, error)
        async with clients.transactional_producer(settings, f"{group}-valid") as producer:
            assert set((await producer.committed(group, partitions)).values()) == {0}
            await commit(producer, membership, 7)
            assert set((await producer.committed(group, partitions)).values()) == {7}


@pytest.mark.parametrize(("ends", "offset"), [("commit_transaction", 7), ("abort_transaction", 0)])
async def test_an_offset_is_told_once_its_transaction_has_ended(
    settings: Settings, ends: str, offset: int
) -> None:
    async with (
        member(settings) as membership,
        clients.transactional_producer(settings, f"{membership.group}-open") as before,
        clients.transactional_producer(settings, f"{membership.group}-next") as owner,
    ):
        partition = TopicPartition(settings.topic_prefix + RAW.name, 0)
        await before.begin_transaction()
        await (await clients.send(before, Message(ARTICLES, b"k", b"v"), settings))
        await before.send_member_offsets({partition: 7}, "", membership)
        asking = asyncio.create_task(owner.committed(membership.group, [partition]))
        assert await asyncio.wait([asking], timeout=1) == (set(), {asking})
        await getattr(before, ends)()
        assert await asking == {partition: offset}


async def test_only_brokers_without_a_coordinator_give_producer_ids_to_anybody(
    settings: Settings, embedded: str
) -> None:
    without = Settings(kafka_bootstrap_servers=embedded)
    shown = []
    for one in (settings, without):
        async with clients.producer(one) as producer:
            shown.append(await are_given_to_anybody(producer.client))
    assert shown == [False, True]
