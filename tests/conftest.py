"""Fixtures of all tests: one real broker a run, and topics of its own for each test."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import hypothesis
import pytest

from deploy.brokers import apache_kafka, embedded_broker
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.settings import Settings

# A busy machine is no failure. On CI the examples are the same each time: what fails there is the
# change, and what is found by chance is found where somebody can look into it.
on_ci = "CI" in os.environ
hypothesis.settings.register_profile("unhurried", deadline=None, derandomize=on_ci)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """Give a real Apache Kafka: the one in TAGWIRE_TEST_KAFKA, else one of our own."""
    if given := os.environ.get("TAGWIRE_TEST_KAFKA"):
        yield given
        return
    with apache_kafka() as broker:
        yield broker.bootstrap_servers


@pytest.fixture(scope="session")
def embedded() -> Iterator[str]:
    """Give the embedded broker."""
    with embedded_broker() as broker:
        yield broker.bootstrap_servers


@pytest.fixture
async def settings(kafka: str, request: pytest.FixtureRequest) -> Settings:
    """Give settings with topics of the test's own, on the real broker; a parameter is a source."""
    own = Settings(
        source=getattr(request, "param", Settings().source),
        kafka_bootstrap_servers=kafka,
        kafka_session_timeout_seconds=6,
        topic_prefix=f"t{uuid.uuid4().hex[:8]}-",
        topic_partitions=2,
    )
    await create_topics(own)
    return own
