"""Requests of a write that fail, wherever that is: the worker tries again, and goes on."""

from __future__ import annotations

import pytest

from tests.memory_kafka.codes import Code
from tests.memory_kafka.faults import Effect
from tests.state.grounds import memory_ground
from tests.state.stops import TRANSACTION, is_of_outcomes
from tests.state.workers import AtLeastOnceWorker, ExactlyOnceWorker, Make
from tests.state.world import World

EFFECTS: tuple[Effect, ...] = (
    "lost-before",
    "lost-after",
    "failed-after",
    Code.UNKNOWN_SERVER_ERROR,
)

WRITES = [
    *((ExactlyOnceWorker, api) for api in TRANSACTION),
    (AtLeastOnceWorker, "Produce"),
]


@pytest.mark.usefixtures("impatience")
@pytest.mark.parametrize(("make", "api"), WRITES)
@pytest.mark.parametrize("effect", EFFECTS)
async def test_a_write_is_tried_again(make: Make, api: str, effect: Effect) -> None:
    async with memory_ground() as ground, World(ground, make) as world:
        await world.send(0, b"a", b"b", b"c")
        await world.start_worker()
        (worker,) = world.workers
        # The first write names what is in hand, in a transaction of its own.
        await world.prepare(worker, 1)
        await world.write(worker)
        await world.prepare(worker, 1)
        began = ground.clock.time
        fault = ground.kafka.order(api, effect, when=is_of_outcomes)
        await world.write(worker)
        await world.prepare(worker, 1)
        await world.write(worker)
        await world.commit(worker)
        books = await world.books()
    assert not fault.times
    assert ground.clock.time == began  # nobody waits until the brokers give a transaction up
    assert world.log == ["prepare: done", "write: done"] * 3 + ["commit: done"]
    assert not books.total["in flight"]
    assert {fate for fate, _ in books.findings} <= (
        set() if make is ExactlyOnceWorker else {"double"}
    )
