"""A transaction that the brokers gave up on: the worker says so, and nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import signal
import subprocess

from aiokafka import TopicPartition

from schemas.topics import ARTICLES
from services.runtime import clients
from services.runtime.clients import Isolation
from services.runtime.errors import EXIT_FENCED
from services.runtime.settings import Settings
from tests.integration.harness import DEADLINE_SECONDS, STUB, contents, process, publish, wait_for

VALUES = [f"copy {number}".encode() for number in range(2000)]


async def test_a_transaction_that_timed_out_is_done_again(settings: Settings) -> None:
    await publish(settings, VALUES)
    with process(STUB, settings, batch_records=1) as worker:  # nearly always in a transaction
        await wait_for(settings, [ARTICLES], lambda found: len(found) > 0)
        async with asyncio.timeout(DEADLINE_SECONDS):
            await freeze_in_transaction(worker, settings)
            while await is_open(settings):  # the brokers look after it every so often
                await asyncio.sleep(0.1)
        worker.send_signal(signal.SIGCONT)
        assert await asyncio.to_thread(worker.wait, 30) == EXIT_FENCED
    with process(STUB, settings):
        await wait_for(settings, [ARTICLES], lambda found: len(found) >= len(VALUES))
    assert sorted(record.value or b"" for record in await contents(settings, ARTICLES)) == sorted(
        VALUES
    )


async def freeze_in_transaction(worker: subprocess.Popen[bytes], settings: Settings) -> None:
    """Stop the worker again and again, until it has a transaction open that it wrote to."""
    while True:
        worker.send_signal(signal.SIGSTOP)
        await asyncio.sleep(0.3)  # what was under way without it is over
        if await is_open(settings):
            return
        worker.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.1)


async def is_open(settings: Settings) -> bool:
    """Tell whether the articles hold records of an open transaction."""
    return await ends(settings, "read_committed") != await ends(settings, "read_uncommitted")


async def ends(settings: Settings, isolation: Isolation) -> dict[TopicPartition, int]:
    name = settings.topic_prefix + ARTICLES.name
    partitions = [TopicPartition(name, number) for number in range(settings.topic_partitions)]
    async with clients.consumer(settings, start="earliest", isolation=isolation) as consumer:
        found: dict[TopicPartition, int] = await consumer.end_offsets(partitions)
        return found
