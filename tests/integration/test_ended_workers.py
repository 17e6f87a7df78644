"""A record that ends its worker again and again: it is a dead letter, its neighbours are not."""

from __future__ import annotations

import asyncio
import signal

import pytest

from schemas import dead_letters as names
from schemas.topics import ARTICLES, DEAD_LETTERS
from services.runtime.delivery.suspects import MAX_ENDED_WORKERS
from services.runtime.process.settings import Settings
from tests.integration.harness import STUB, contents, numbered, process, publish, wait_for


@pytest.mark.timeout(240)  # after each end the group waits for the session to end
@pytest.mark.parametrize("delivery", ["exactly-once", "at-least-once"])
async def test_a_record_that_kills_its_worker_again_and_again_is_a_dead_letter(
    settings: Settings, delivery: str
) -> None:
    neighbours = [*numbered(40), *numbered(40, "more")]
    await publish(settings, [*neighbours[:40], b"kill 1", *neighbours[40:]])
    for _ in range(MAX_ENDED_WORKERS):
        with process(STUB, settings, delivery=delivery) as worker:
            assert await asyncio.to_thread(worker.wait, 60) == -signal.SIGKILL
        assert not await contents(settings, DEAD_LETTERS)
    with process(STUB, settings, delivery=delivery):
        (letter,) = await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) == 1)
        written = await wait_for(settings, [ARTICLES], lambda found: len(found) >= 80)
    assert letter.value == b"kill 1"
    assert letter.header(names.REASON) == "ended-worker"
    values = [record.value or b"" for record in written]
    assert sorted(values) == sorted(neighbours)
