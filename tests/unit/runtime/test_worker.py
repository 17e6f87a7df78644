"""The whole worker, on brokers in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, Topic
from services.runtime.settings import Settings
from services.runtime.topics import create_topics
from tests.integration.harness import numbered, publish
from tests.memory_kafka.server import MemoryKafka, memory_kafka
from tests.memory_kafka.worker import running

DEADLINE_SECONDS = 20


@pytest.fixture
async def kafka() -> AsyncIterator[MemoryKafka]:
    async with memory_kafka() as broker:
        yield broker


@pytest.fixture(params=["exactly-once", "at-least-once"])
async def settings(request: pytest.FixtureRequest, kafka: MemoryKafka) -> Settings:
    own = Settings(
        kafka_bootstrap_servers=kafka.bootstrap_servers,
        kafka_session_timeout_seconds=6,
        topic_partitions=2,
        delivery=request.param,
    )
    await create_topics(own)
    return own


def values(kafka: MemoryKafka, topic: Topic) -> list[bytes]:
    return sorted(record.value for _, record in kafka.cluster.committed_records(topic.name))


async def until(kafka: MemoryKafka, done: Callable[[], bool]) -> None:
    """Wait until the cluster is as wanted. Fails after the deadline."""
    await kafka.until(lambda: done() or None, DEADLINE_SECONDS)
    assert done()


async def test_copies_every_record_once(
    kafka: MemoryKafka, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = numbered(50)
    await publish(settings, sent)
    async with running(settings, monkeypatch):
        await until(kafka, lambda: len(values(kafka, ARTICLES)) == 50)
    assert values(kafka, ARTICLES) == sorted(sent)
    standing = kafka.cluster.offsets["tagwire-stub"].committed
    assert sum(one.offset for one in standing.values()) == 50
