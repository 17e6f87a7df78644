"""Exactly-once: what a reader of committed records sees, and where the group stands.

However a worker stops, the group's offset is that of the last transaction: not behind
it (records would be written again), and not beyond (records would be lost).
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Sequence

import pytest

from schemas.topics import ARTICLES
from services.runtime import clients
from services.runtime.errors import EXIT_FENCED, EXIT_SETUP, EXIT_UNFORESEEN
from services.runtime.settings import Settings
from services.runtime.topics import create_topics
from services.runtime.transactions import COMMITTED_BY
from tests.integration.harness import (
    DEADLINE_SECONDS,
    STUB,
    contents,
    process,
    publish,
    tagwire,
    variables,
    wait_for,
)


def slow(count: int) -> list[bytes]:
    return [f"slow {number}".encode() for number in range(count)]


async def outputs(settings: Settings) -> list[bytes]:
    return sorted(record.value or b"" for record in await contents(settings, ARTICLES))


async def standing(settings: Settings) -> int:
    """Return how many records of news-raw the group has committed."""
    async with clients.admin(settings) as admin:
        offsets = await admin.list_consumer_group_offsets(settings.group("stub"))
    assert {found.metadata for found in offsets.values()} <= {COMMITTED_BY}, "Faust committed"
    return sum(max(0, found.offset) for found in offsets.values())


async def in_step(settings: Settings) -> int:
    """Wait until the committed offsets are those of the committed outputs; return how many.

    A killed worker may have left a transaction, which the brokers end after its timeout.
    """
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            written = await outputs(settings)
            assert len(set(written)) == len(written), "an output is doubled"
            if await standing(settings) == len(written):
                return len(written)
            await asyncio.sleep(0.2)


async def outputs_reach(settings: Settings, count: int) -> None:
    await wait_for(settings, [ARTICLES], lambda found: len(found) >= count)


async def finished(settings: Settings, values: Sequence[bytes]) -> None:
    """Wait until every value is through, and check that each is through once."""
    await outputs_reach(settings, len(values))
    await asyncio.sleep(2)  # more than Faust's commit interval: what it does late, it has done
    assert await outputs(settings) == sorted(values)
    assert await standing(settings) == len(values)


@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)])
async def test_offsets_after_a_stop_in_mid_stream(
    settings: Settings, how: signal.Signals, code: int
) -> None:
    values = slow(1200)
    await publish(settings, values)
    before = 0
    for _ in range(2):
        with process(STUB, settings) as worker:
            await outputs_reach(settings, before + 1)
            worker.send_signal(how)
            assert await asyncio.to_thread(worker.wait, 30) == code
        before = await in_step(settings)
    assert before < len(values), "every stop came too late to show anything"
    with process(STUB, settings):
        await finished(settings, values)


async def test_offsets_after_an_unforeseen_failure(settings: Settings) -> None:
    await publish(settings, [*slow(300), b"break"])
    with process(STUB, settings) as worker:
        assert await asyncio.to_thread(worker.wait, 40) == EXIT_UNFORESEEN
    assert await in_step(settings) <= 300


async def test_offsets_when_workers_come_and_go(settings: Settings) -> None:
    values = slow(2000)
    await publish(settings, values)
    with process(STUB, settings):
        for how in (signal.SIGTERM, signal.SIGKILL):
            with process(STUB, settings) as second:
                await asyncio.sleep(3)  # long enough to join; what counts is checked below
                second.send_signal(how)
                await asyncio.to_thread(second.wait, 30)
        await finished(settings, values)


async def test_a_worker_that_was_declared_dead_is_fenced(settings: Settings) -> None:
    values = slow(1200)
    await publish(settings, values)
    with process(STUB, settings) as zombie:
        await outputs_reach(settings, 1)
        zombie.send_signal(signal.SIGSTOP)
        with process(STUB, settings):  # takes over when the session has timed out
            await finished(settings, values)
            zombie.send_signal(signal.SIGCONT)
            assert await asyncio.to_thread(zombie.wait, 30) == EXIT_FENCED
            await finished(settings, values)


async def test_exactly_once_is_refused_where_it_cannot_be_had(embedded: str) -> None:
    settings = Settings(kafka_bootstrap_servers=embedded, delivery="exactly-once")
    await create_topics(settings)
    worker = await asyncio.to_thread(_run, settings)
    assert worker.returncode == EXIT_SETUP
    assert b"TAGWIRE_DELIVERY=at-least-once" in worker.stderr


def _run(settings: Settings) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        tagwire("parser"), env=variables(settings), capture_output=True, timeout=60, check=False
    )
