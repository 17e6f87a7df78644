"""A transaction that takes longer than the brokers wait is worth another try."""

from __future__ import annotations

import asyncio

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from schemas.topics import ARTICLES
from services.records.record import Message
from services.runtime.kafka import broker_errors, clients
from services.runtime.kafka.clients import Isolation
from services.runtime.process.settings import Settings
from tests.integration.harness import DEADLINE_SECONDS, contents


async def test_a_transaction_that_the_brokers_gave_up_passes(settings: Settings) -> None:
    brief = settings.model_copy(update={"kafka_session_timeout_seconds": 1})
    async with clients.transactional_producer(brief, f"{settings.topic_prefix}one") as producer:
        await producer.begin_transaction()
        await (await clients.send(producer, Message(ARTICLES, b"key", b"value"), settings))
        async with asyncio.timeout(DEADLINE_SECONDS):
            while await is_open(settings):  # the brokers look after it every so often
                await asyncio.sleep(0.1)
        with pytest.raises(KafkaError) as caught:
            await producer.commit_transaction()
    assert broker_errors.is_transient(caught.value)
    assert not await contents(settings, ARTICLES)


async def is_open(settings: Settings) -> bool:
    """Tell whether the articles hold records of an open transaction."""
    return await ends(settings, "read_committed") != await ends(settings, "read_uncommitted")


async def ends(settings: Settings, isolation: Isolation) -> dict[TopicPartition, int]:
    name = settings.topic_prefix + ARTICLES.name
    partitions = [TopicPartition(name, number) for number in range(settings.topic_partitions)]
    async with clients.consumer(settings, start="earliest", isolation=isolation) as consumer:
        found: dict[TopicPartition, int] = await consumer.end_offsets(partitions)
        return found
