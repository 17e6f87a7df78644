"""Fixtures of the runtime's tests."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.settings import Settings
from tests.memory_kafka.server import MemoryKafka, memory_kafka


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """Take back what a test changes in how this process logs."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture(name="kafka")
async def in_memory() -> AsyncIterator[MemoryKafka]:
    """Give brokers in memory."""
    async with memory_kafka() as brokers:
        yield brokers


@pytest.fixture
async def in_memory_settings(kafka: MemoryKafka) -> Settings:
    """Give settings of workers on brokers in memory, which have the topics."""
    own = Settings(
        kafka_bootstrap_servers=kafka.bootstrap_servers,
        kafka_session_timeout_seconds=6,
        topic_partitions=2,
    )
    await create_topics(own)
    return own


@pytest.fixture(params=["faust", "aiokafka"])
def exactly_once(request: pytest.FixtureRequest, in_memory_settings: Settings) -> Settings:
    """Give settings of workers by either source."""
    return in_memory_settings.model_copy(update={"source": request.param})


@pytest.fixture(params=["exactly-once", "at-least-once"])
def settings(request: pytest.FixtureRequest, exactly_once: Settings) -> Settings:
    """Give settings of either source and delivery."""
    return exactly_once.model_copy(update={"delivery": request.param})
