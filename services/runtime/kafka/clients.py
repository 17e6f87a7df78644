"""Kafka clients, all made from the settings in one way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Literal

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from schemas.topics import DEAD_LETTERS
from services.records.record import Message
from services.runtime.kafka import starting
from services.runtime.kafka.extensions import extend_libraries
from services.runtime.kafka.protocol.group_member import (
    FETCH_BYTES,
    FETCH_WAIT_MS,
    METADATA_AGE_MS,
)
from services.runtime.kafka.protocol.member_producer import GroupProducer
from services.runtime.kafka.protocol.reading_consumer import ReadingConsumer
from services.runtime.kafka.tls import ssl_context
from services.runtime.process.settings import Settings

Start = Literal["earliest", "latest"]
Isolation = Literal["read_committed", "read_uncommitted"]

_PRODUCER = {
    "acks": "all",
    # What is sent in one go fills a batch all the same; waiting for more only costs time.
    "linger_ms": 0,
    "max_batch_size": 256 * 1024,
    # The broker's own limit for each topic decides; the client must not refuse earlier.
    "max_request_size": DEAD_LETTERS.max_message_bytes + 1024 * 1024,
}

_REBALANCE_MS = 60_000
"""So long a rebalance waits for a member that has a batch in hand; Faust's default."""

_POLL_INTERVAL_MS = 1_000_000
"""A member that asks for nothing for so long leaves; the progress watch ends it before."""

_REQUEST_MS = 90_000
"""So long an answer is waited for; Faust's default."""


def connection(settings: Settings) -> dict[str, Any]:
    """Return the arguments that every aiokafka client takes to reach the brokers."""
    return {
        "bootstrap_servers": settings.kafka_bootstrap_servers,
        "security_protocol": settings.kafka_security_protocol,
        "ssl_context": ssl_context(settings),
        "sasl_mechanism": settings.kafka_sasl_mechanism,
        "sasl_plain_username": settings.kafka_sasl_username,
        "sasl_plain_password": sasl_password(settings),
    }


def sasl_password(settings: Settings) -> str | None:
    """Return the SASL password in clear, None if none is set."""
    password = settings.kafka_sasl_password
    return password.get_secret_value() if password else None


@asynccontextmanager
async def producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    """Give a started producer whose sends are confirmed by all in-sync replicas."""
    client = AIOKafkaProducer(**connection(settings), **_PRODUCER)
    async with _started(client, client.client.fetch_all_metadata, settings):
        yield client


@asynccontextmanager
async def transactional_producer(
    settings: Settings, transactional_id: str
) -> AsyncIterator[GroupProducer]:
    """Give a started producer for transactions, which fences off every earlier one of this id.

    An earlier one's open transaction is aborted, one that is being committed is waited for.
    What a worker leaves open when it dies the brokers abort: after half the time in which
    they notice, so that who gets its partitions need not wait for that.

    Raises:
        KafkaError: the brokers refuse: they may have no transactions, or not for this user.

    """
    client = GroupProducer(
        **connection(settings),
        **_PRODUCER,
        transactional_id=transactional_id,
        transaction_timeout_ms=round(settings.kafka_session_timeout_seconds * 1000 / 2),
    )
    try:
        async with asyncio.timeout(settings.kafka_startup_seconds):
            await client.start()
        yield client
    finally:
        await client.stop()


async def send(
    client: AIOKafkaProducer, message: Message, settings: Settings
) -> asyncio.Future[Any]:
    """Hand a message to the producer; the future is done when the brokers have it.

    Raises:
        KafkaError: the producer cannot take it; so does the future, if the brokers refuse it.

    """
    topic = settings.topic_prefix + message.topic.name
    if message.key is None and message.value is None:
        return await _send_bare(client, topic, message)
    confirmation: asyncio.Future[Any] = await client.send(
        topic,
        key=message.key,
        value=message.value,
        headers=list(message.headers),
        timestamp_ms=message.timestamp,
    )
    return confirmation


async def _send_bare(client: AIOKafkaProducer, topic: str, message: Message) -> asyncio.Future[Any]:
    """Send a record without key and value: other clients write them, aiokafka's `send` won't."""
    batch = client.create_batch()
    batch.append(key=None, value=None, headers=list(message.headers), timestamp=message.timestamp)
    partition = min(await client.partitions_for(topic))
    confirmation: asyncio.Future[Any] = await client.send_batch(batch, topic, partition=partition)
    return confirmation


@asynccontextmanager
async def consumer(
    settings: Settings,
    *topics: str,
    start: Start,
    isolation: Isolation = "read_committed",
    group: str | None = None,
) -> AsyncIterator[ReadingConsumer]:
    """Give a started consumer that commits nothing.

    Without a group it has all partitions of the topics; with one, and without topics, it
    can tell what the group has committed, and does not join it.
    """
    client = ReadingConsumer(
        *topics,
        **connection(settings),
        group_id=group,
        auto_offset_reset=start,
        enable_auto_commit=False,
        isolation_level=isolation,
    )
    async with _started(client, client.topics, settings):
        yield client


def group_consumer(settings: Settings, group: str) -> AIOKafkaConsumer:
    """Return a consumer of committed records that is to join a group, and commits when told."""
    extend_libraries()
    session_ms = round(settings.kafka_session_timeout_seconds * 1000)
    return AIOKafkaConsumer(
        **connection(settings),
        group_id=group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level="read_committed",
        session_timeout_ms=session_ms,
        heartbeat_interval_ms=session_ms // 10,
        rebalance_timeout_ms=max(_REBALANCE_MS, session_ms),
        max_poll_interval_ms=_POLL_INTERVAL_MS,
        request_timeout_ms=max(_REQUEST_MS, session_ms),
        metadata_max_age_ms=METADATA_AGE_MS,
        fetch_max_wait_ms=FETCH_WAIT_MS,
        fetch_max_bytes=FETCH_BYTES,
    )


@asynccontextmanager
async def admin(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """Give a started admin client."""
    client = AIOKafkaAdminClient(**connection(settings))
    async with _started(client, client.describe_cluster, settings):
        yield client


@asynccontextmanager
async def _started(
    client: Any,  # noqa: ANN401
    ask: Callable[[], Awaitable[object]],
    settings: Settings,
) -> AsyncIterator[None]:
    """Start a client; `ask` a broker something, as aiokafka starts without being sure of any."""
    extend_libraries()
    begun = False

    async def begin() -> None:
        nonlocal begun
        if not begun:
            await client.start()
            begun = True
        await ask()

    try:
        await starting.start(begin, connection(settings), settings.kafka_startup_seconds)
        yield
    finally:
        await (client.close() if isinstance(client, AIOKafkaAdminClient) else client.stop())
