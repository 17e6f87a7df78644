"""A worker that cannot go on says why and ends; until then it is ready only while it gets on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from deploy.brokers.ports import free_port
from schemas import dead_letters as names
from schemas.topics import ARTICLES, DEAD_LETTERS
from services.records.record import Record
from services.runtime.process.errors import EXIT_DEAD_LETTERS
from services.runtime.process.settings import Settings
from tests.integration.harness import (
    STUB,
    configure,
    contents,
    process,
    publish,
    readiness,
    run_to_end,
    wait_for,
)

BAD = [b"crash"] * 300


@pytest.mark.parametrize("delivery", ["exactly-once", "at-least-once"])
async def test_a_worker_that_fails_at_its_records_stops_before_it_drains_the_topic(
    settings: Settings, delivery: str
) -> None:
    await publish(settings, BAD)
    worker = await asyncio.to_thread(run_to_end, settings, delivery=delivery)
    assert worker.returncode == EXIT_DEAD_LETTERS
    assert b"too-many-dead-letters" in worker.stderr
    assert b"TAGWIRE_DEAD_LETTER_LIMIT" in worker.stderr
    assert len(await contents(settings, DEAD_LETTERS)) < 100
    with process(STUB, settings, delivery=delivery, dead_letter_limit=100):
        await wait_for(settings, [DEAD_LETTERS], lambda found: len(origins(found)) == len(BAD))


@pytest.mark.parametrize("delivery", ["exactly-once", "at-least-once"])
async def test_a_worker_whose_results_the_brokers_refuse_stops_too(
    settings: Settings, delivery: str
) -> None:
    await configure(settings, ARTICLES, {"max.message.bytes": "1000"})
    await publish(settings, [b"copy " + bytes(2000)] * 300)
    worker = await asyncio.to_thread(run_to_end, settings, delivery=delivery)
    assert worker.returncode == EXIT_DEAD_LETTERS
    # A first batch at most: while it is written the next one counts as passed.
    assert len(await contents(settings, DEAD_LETTERS)) <= 100


def origins(letters: Sequence[Record]) -> set[tuple[str | None, str | None]]:
    """Return the records that the letters are of: at-least-once may write some twice."""
    return {(letter.header(names.PARTITION), letter.header(names.OFFSET)) for letter in letters}


async def test_a_worker_is_ready_once_its_group_has_taken_it_in(settings: Settings) -> None:
    port = free_port()
    with process(STUB, settings, health_port=port):
        await readiness(port, "ready")
