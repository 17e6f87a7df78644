"""The scripts on brokers in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.state.grounds import memory_ground
from tests.state.ground import MemoryGround
from tests.state.scripts import SCRIPTS
from tests.state.workers import AtLeastOnceWorker, ExactlyOnceWorker, Make
from tests.state.world import World

pytestmark = pytest.mark.usefixtures("impatience")


@pytest.fixture
async def ground() -> AsyncIterator[MemoryGround]:
    async with memory_ground() as found:
        yield found


@pytest.mark.parametrize("make", [ExactlyOnceWorker, AtLeastOnceWorker])
@pytest.mark.parametrize("name", SCRIPTS)
async def test_script(ground: MemoryGround, make: Make, name: str) -> None:
    async with World(ground, make) as world:
        await SCRIPTS[name](world)
        print(name, world.log, (await world.books()).findings)
        await world.finish()
        books = await world.books()
        print(world.log, await world.outcomes(), books)
        assert make is AtLeastOnceWorker or books.balanced
