"""A transaction that takes longer than the brokers wait is worth another try."""

from __future__ import annotations

import asyncio
import signal
import subprocess

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from deploy.brokers import apache_kafka
from schemas.topics import ARTICLES
from services.runtime import clients, outages
from services.runtime.clients import Isolation
from services.runtime.records import Message
from services.runtime.settings import Settings
from services.runtime.topics import create_topics
from tests.chaos.books import rolled_back
from tests.integration.harness import (
    DEADLINE_SECONDS,
    STUB,
    contents,
    numbered,
    process,
    publish,
    wait_for,
)

HASTY = {"transaction.abort.timed.out.transaction.cleanup.interval.ms": "100"}
"""How often brokers look for transactions that take too long: else every 10 s."""


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
    assert outages.passes(caught.value)
    assert not await contents(settings, ARTICLES)


async def test_a_worker_whose_transactions_are_given_up_goes_on() -> None:
    values = numbered(20_000)
    with apache_kafka(config=HASTY) as broker:
        settings = Settings(
            kafka_bootstrap_servers=broker.bootstrap_servers, kafka_session_timeout_seconds=6
        )
        await create_topics(settings)
        await publish(settings, values)
        with process(STUB, settings, delivery="exactly-once") as worker:
            await wait_for(settings, [ARTICLES], lambda found: len(found) > 0)
            async with asyncio.timeout(DEADLINE_SECONDS):
                while not await stopped_in_a_transaction(worker, settings):
                    worker.send_signal(signal.SIGCONT)
            await asyncio.sleep(4)  # longer than a transaction, shorter than a session
            worker.send_signal(signal.SIGCONT)
            records = await wait_for(settings, [ARTICLES], lambda found: len(found) >= len(values))
            worker.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(worker.wait, 30) == 0
        assert sorted(record.value or b"" for record in records) == sorted(values)
        assert await rolled_back(settings, [ARTICLES]) > 0


async def stopped_in_a_transaction(worker: subprocess.Popen[bytes], settings: Settings) -> bool:
    worker.send_signal(signal.SIGSTOP)
    return await is_open(settings)


async def is_open(settings: Settings) -> bool:
    """Tell whether the articles hold records of an open transaction."""
    return await ends(settings, "read_committed") != await ends(settings, "read_uncommitted")


async def ends(settings: Settings, isolation: Isolation) -> dict[TopicPartition, int]:
    name = settings.topic_prefix + ARTICLES.name
    partitions = [TopicPartition(name, number) for number in range(settings.topic_partitions)]
    async with clients.consumer(settings, start="earliest", isolation=isolation) as consumer:
        found: dict[TopicPartition, int] = await consumer.end_offsets(partitions)
        return found
