"""Brokers in memory whose time goes on only where somebody would wait."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from schemas.topics import ARTICLES
from services.runtime.process.settings import Settings
from tests.memory_kafka.codes import Code
from tests.memory_kafka.server import memory_kafka
from tests.state.ground import TOPICS, Clock, MemoryGround
from tests.state.stub import MAX_BATCH_BYTES

_WAITED_SECONDS = 1.0
"""What it costs to be told that a transaction is still open."""


@asynccontextmanager
async def memory_ground() -> AsyncIterator[MemoryGround]:
    """Give brokers in memory with the topics of the stub service."""
    clock = Clock()

    def spend(api: str, _: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        if api == "OffsetFetch" and any(
            part["error_code"] == Code.UNSTABLE_OFFSET_COMMIT
            for topic in answer["topics"]
            for part in topic["partitions"]
        ):
            clock.time += _WAITED_SECONDS

    async with memory_kafka(clock, spend) as kafka:
        settings = Settings(
            kafka_bootstrap_servers=kafka.bootstrap_servers,
            kafka_session_timeout_seconds=6,
            topic_partitions=2,
        )
        for topic in TOPICS:
            config = topic.config()
            if topic is ARTICLES:
                config |= {"max.message.bytes": str(MAX_BATCH_BYTES)}
            kafka.cluster.create(topic.name, settings.topic_partitions, config)
        yield MemoryGround(kafka, clock, settings)
