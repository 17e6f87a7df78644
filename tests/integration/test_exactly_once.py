"""Exactly-once: what a reader of committed records sees, and where the group stands.

However a worker stops, the group's offset is that of the last transaction: not behind
it (records would be written again), and not beyond (records would be lost).
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence

import pytest

from deploy.brokers import apache_kafka
from schemas.topics import ARTICLES, DEAD_LETTERS
from services.runtime.delivery.transactions import COMMITTED_BY
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.errors import (
    EXIT_DEAD_LETTERS,
    EXIT_FENCED,
    EXIT_SETUP,
    EXIT_STALLED,
    EXIT_UNFORESEEN,
)
from services.runtime.process.settings import Settings
from tests.integration.harness import (
    BY_EACH_SOURCE,
    DEADLINE_SECONDS,
    STUB,
    busy,
    committed,
    contents,
    joined,
    numbered,
    process,
    publish,
    run,
    wait_for,
)


def slow(count: int) -> list[bytes]:
    return numbered(count, "slow")


async def outputs(settings: Settings) -> list[bytes]:
    """Return the values of what was written for records, dead letters too, sorted."""
    topics = [await contents(settings, topic) for topic in (ARTICLES, DEAD_LETTERS)]
    return sorted(record.value or b"" for topic in topics for record in topic)


async def standing(settings: Settings) -> int:
    """Return how many records of news-raw the group has committed."""
    offsets = await committed(settings, "stub")
    assert all(one.metadata.startswith(COMMITTED_BY) for one in offsets.values()), "Faust committed"
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


@BY_EACH_SOURCE
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


async def test_offsets_after_a_second_sigterm(settings: Settings) -> None:
    await publish(settings, slow(1200))
    with process(STUB, settings) as worker:
        await outputs_reach(settings, 1)
        while worker.poll() is None:  # again and again: signals that wait are one
            worker.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.01)
    assert worker.returncode == 128 + signal.SIGTERM
    assert await in_step(settings) < 1200


async def test_offsets_after_too_many_dead_letters(settings: Settings) -> None:
    await publish(settings, [*numbered(1200), *numbered(2000, "crash")])
    with process(STUB, settings) as worker:
        assert await asyncio.to_thread(worker.wait, 60) == EXIT_DEAD_LETTERS
    assert 0 < await in_step(settings) < 1200 + 2000


async def test_offsets_of_a_worker_whose_brokers_do_not_answer() -> None:
    with apache_kafka() as broker:
        settings = await busy(broker.bootstrap_servers)
        with process(STUB, settings, stall_seconds=10) as worker:
            await outputs_reach(settings, 1)
            os.kill(broker.pid, signal.SIGSTOP)
            assert await asyncio.to_thread(worker.wait, 60) == EXIT_STALLED
            os.kill(broker.pid, signal.SIGCONT)
        assert await in_step(settings) > 0


@BY_EACH_SOURCE
async def test_offsets_when_workers_come_and_go(settings: Settings) -> None:
    values = slow(2000)
    await publish(settings, values)
    with process(STUB, settings):
        for how in (signal.SIGTERM, signal.SIGKILL):
            with process(STUB, settings) as second:
                await joined(settings, "stub", 2)
                second.send_signal(how)
                await asyncio.to_thread(second.wait, 30)
        await finished(settings, values)


@BY_EACH_SOURCE
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
    worker = await asyncio.to_thread(run, settings, "parser")
    assert worker.returncode == EXIT_SETUP
    assert b"TAGWIRE_DELIVERY=at-least-once" in worker.stderr
