"""The scripts on brokers in memory; on Apache Kafka they are told by the integration tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.state.ground import MemoryGround
from tests.state.grounds import memory_ground
from tests.state.scripts import REASONS, SCRIPTS
from tests.state.workers import AtLeastOnceWorker, ExactlyOnceWorker
from tests.state.world import World

pytestmark = pytest.mark.usefixtures("impatience")


@pytest.fixture
async def ground() -> AsyncIterator[MemoryGround]:
    async with memory_ground() as found:
        yield found


@pytest.mark.parametrize("name", SCRIPTS)
async def test_exactly_once_each_record_has_its_outcome_once(
    ground: MemoryGround, name: str
) -> None:
    async with World(ground, ExactlyOnceWorker) as world:
        await SCRIPTS[name](world)
        assert (await world.books()).balanced
        await world.finish()
        assert (await world.books()).balanced
        assert letters(await world.outcomes()) == REASONS.get(name, {})


@pytest.mark.parametrize("name", SCRIPTS)
async def test_at_least_once_each_record_has_its_outcome(ground: MemoryGround, name: str) -> None:
    async with World(ground, AtLeastOnceWorker) as world:
        await SCRIPTS[name](world)
        await world.finish()
        assert {fate for fate, _ in (await world.books()).findings} <= {"double"}
        assert letters(await world.outcomes()) == REASONS.get(name, {})


def letters(outcomes: list[tuple[str, str, str]]) -> dict[str, str]:
    return {origin: reason for _, origin, reason in outcomes if reason}
