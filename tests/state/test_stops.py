"""Workers that stop while they wait for an answer, wherever that is."""

from __future__ import annotations

import pytest

from tests.state.grounds import memory_ground
from tests.state.stops import FATES, TRANSACTION, WHENS, Fate, stop_in_mid_write
from tests.state.workers import AtLeastOnceWorker, ExactlyOnceWorker, Make
from tests.state.world import World


@pytest.mark.usefixtures("impatience")
@pytest.mark.parametrize("make", [ExactlyOnceWorker, AtLeastOnceWorker])
@pytest.mark.parametrize("fate", FATES)
@pytest.mark.parametrize("when", WHENS)
@pytest.mark.parametrize("api", TRANSACTION)
async def test_nothing_is_lost_or_double(make: Make, fate: Fate, when: str, api: str) -> None:
    async with memory_ground() as ground, World(ground, make) as world:
        await world.send(0, b"a", b"b")
        await world.send(1, b"c")
        await world.start_worker()
        # The first write names what is in hand, in a transaction of its own.
        await world.prepare(world.workers[0], 1)
        await world.write(world.workers[0])
        await world.commit(world.workers[0])
        await world.prepare(world.workers[0], 2)
        await stop_in_mid_write(world, ground, world.workers[0], (api, when), fate)
        await world.finish()
        books = await world.books()
    assert not books.total["in flight"]
    assert {fate for fate, _ in books.findings} <= (
        set() if make is ExactlyOnceWorker else {"double"}
    )
