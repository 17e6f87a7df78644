"""Records that are deleted before they are read: told, counted, and no others."""

from __future__ import annotations

import asyncio
import signal

import aiohttp
import pytest
from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete

from deploy.brokers.ports import free_port
from schemas import dead_letters as names
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW
from services.records.record import Record
from services.runtime.kafka import clients
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.settings import Settings
from tests.integration.harness import (
    BY_EACH_SOURCE,
    STUB,
    contents,
    numbered,
    process,
    publish,
    readiness,
    wait_for,
)


async def own_topics(settings: Settings) -> Settings:
    """Give topics of one partition, so that offsets are known."""
    own = settings.model_copy(
        update={"topic_prefix": f"{settings.topic_prefix}one-", "topic_partitions": 1}
    )
    await create_topics(own)
    return own


async def delete_before(settings: Settings, offset: int) -> None:
    """Delete the first dumps, as retention does."""
    async with clients.admin(settings) as admin:
        partition = TopicPartition(settings.topic_prefix + RAW.name, 0)
        await admin.delete_records({partition: RecordsToDelete(offset)})


def gap(letter: Record) -> tuple[str | None, str | None]:
    assert letter.header(names.REASON) == "deleted-unread"
    return letter.header(names.FIRST_OFFSET), letter.header(names.OFFSET)


async def counted(port: int, count: int) -> None:
    """Wait until a worker that is ready says how many it has skipped."""
    await readiness(port, "ready")
    async with aiohttp.ClientSession() as client, client.get(url(port)) as answer:
        assert (await answer.json())["skipped"] == count


def url(port: int) -> str:
    return f"http://127.0.0.1:{port}/readyz"


@BY_EACH_SOURCE
@pytest.mark.parametrize("delivery", ["exactly-once", "at-least-once"])
async def test_what_was_deleted_unread_is_told_once(settings: Settings, delivery: str) -> None:
    own, port = await own_topics(settings), free_port()
    await publish(own, numbered(20))
    await delete_before(own, 10)
    with process(STUB, own, delivery=delivery, health_port=port) as worker:
        await wait_for(own, [ARTICLES], lambda found: len(found) == 10)
        (first,) = await wait_for(own, [DEAD_LETTERS], lambda found: len(found) == 1)
        assert gap(first) == ("0", "9")
        await counted(port, 10)
        # While it runs, and nothing comes behind what is deleted.
        worker.send_signal(signal.SIGSTOP)
        await publish(own, numbered(5))  # a fetch under way may still bring them
        assert len(await contents(own, ARTICLES)) == 10
        await publish(own, numbered(5, "lost"))
        await delete_before(own, 30)
        worker.send_signal(signal.SIGCONT)
        letters = await wait_for(own, [DEAD_LETTERS], lambda found: len(found) == 2)
        (begin, _), (later, end) = sorted(map(gap, letters))
        read = int(later or 0) - 10
        assert (begin, end) == ("0", "29")
        await wait_for(own, [ARTICLES], lambda found: len(found) == read)
        await counted(port, 30 - read)
        worker.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(worker.wait, 30) == 0
    await publish(own, numbered(5, "new"))
    with process(STUB, own, delivery=delivery) as worker:
        await wait_for(own, [ARTICLES], lambda found: len(found) == read + 5)
    assert len(await contents(own, DEAD_LETTERS)) == 2
