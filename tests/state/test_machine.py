"""Delivery against any order of events, on brokers in memory: the ledger's books stay balanced.

Workers are given records by hand, without Faust. They are killed, left behind by rebalances and
fenced off; answers get lost, before or after a request was carried out, and brokers vanish.
Nothing may be lost; and with transactions nothing may be double, at any moment, for a reader of
committed records.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from tests.memory_kafka.codes import Code
from tests.memory_kafka.faults import Effect
from tests.state.grounds import memory_ground
from tests.state.stops import FATES, TRANSACTION, WHENS, Fate, is_of_outcomes, stop_in_mid_write
from tests.state.workers import AtLeastOnceWorker, ExactlyOnceWorker, Make, Worker
from tests.state.world import World

EXAMPLES = 25
"""Stories a run; each run tells others."""

STEPS = 25

VALUES = st.sampled_from([b"page", b"page", b"page", b"reject", b"large", b"kill"])

FAULTS: list[tuple[str, Effect]] = [
    *((api, effect) for api in TRANSACTION for effect in ("lost-before", "lost-after")),
    *((api, "lost-after") for api in ("InitProducerId", "OffsetFetch", "OffsetCommit")),
    *((api, "failed-after") for api in TRANSACTION),
    ("Produce", Code.UNKNOWN_SERVER_ERROR),
    ("Produce", Code.NOT_ENOUGH_REPLICAS),
    ("InitProducerId", Code.COORDINATOR_NOT_AVAILABLE),
    ("AddPartitionsToTxn", Code.CONCURRENT_TRANSACTIONS),
    ("TxnOffsetCommit", Code.COORDINATOR_NOT_AVAILABLE),
    ("EndTxn", Code.CONCURRENT_TRANSACTIONS),
]

WHICH = st.integers(0, 1)
WHEN = st.sampled_from(WHENS)


class Delivery(RuleBasedStateMachine):
    """Up to two workers, and what befalls them."""

    make: Make

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._opened = AsyncExitStack()
        self._runner.run(self._begin())

    async def _begin(self) -> None:
        self._ground = await self._opened.enter_async_context(memory_ground())
        self.world = await self._opened.enter_async_context(World(self._ground, self.make))

    @property
    def busy(self) -> list[Worker]:
        """The workers that have something to write."""
        return [one for one in self.world.workers if one.in_hand]

    def run(self, step: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401
        return self._runner.run(step)

    @rule(partition=WHICH, values=st.lists(VALUES, min_size=1, max_size=4))
    def send(self, partition: int, values: list[bytes]) -> None:
        self.run(self.world.send(partition, *values))

    @precondition(lambda self: len(self.world.workers) < 2)
    @rule()
    def start(self) -> None:
        self.run(self.world.start_worker())

    @precondition(lambda self: self.world.workers)
    @rule(which=WHICH, count=st.integers(1, 3))
    def prepare(self, which: int, count: int) -> None:
        worker = self.world.workers[which % len(self.world.workers)]
        if len(worker.in_hand) < 2:
            self.run(self.world.prepare(worker, count))

    @precondition(lambda self: self.busy)
    @rule(which=WHICH)
    def write(self, which: int) -> None:
        self.run(self.world.write(self.busy[which % len(self.busy)]))

    @precondition(lambda self: self.busy)
    @rule(which=WHICH, count=st.integers(1, 3))
    def prepare_and_write(self, which: int, count: int) -> None:
        worker = self.busy[which % len(self.busy)]
        if len(worker.in_hand) == 1:
            self.run(self.world.prepare_and_write(worker, count))

    @precondition(lambda self: self.world.workers)
    @rule(which=WHICH)
    def commit(self, which: int) -> None:
        self.run(self.world.commit(self.world.workers[which % len(self.world.workers)]))

    @rule()
    def rebalance(self) -> None:
        self.run(self.world.rebalance())

    @precondition(lambda self: self.world.workers)
    @rule(which=WHICH)
    def stall(self, which: int) -> None:
        self.run(self.world.stall(self.world.workers[which % len(self.world.workers)]))

    @precondition(lambda self: self.world.stalled)
    @rule()
    def awake(self) -> None:
        self.run(self.world.awake(self.world.stalled[0]))

    @precondition(lambda self: self.world.workers)
    @rule(which=WHICH)
    def kill(self, which: int) -> None:
        self.run(self.world.kill(self.world.workers[which % len(self.world.workers)]))

    @precondition(lambda self: self.busy)
    @rule(which=WHICH, api=st.sampled_from(TRANSACTION), when=WHEN, fate=st.sampled_from(FATES))
    def stop_in_mid_write(self, which: int, api: str, when: str, fate: Fate) -> None:
        """Let a worker die, or be left behind, while it waits for an answer."""
        worker = self.busy[which % len(self.busy)]
        self.run(stop_in_mid_write(self.world, self._ground, worker, (api, when), fate))

    @precondition(lambda self: self.world.workers)
    @rule(which=WHICH)
    def fence(self, which: int) -> None:
        worker = self.world.workers[which % len(self.world.workers)]
        if isinstance(worker, ExactlyOnceWorker):
            self.run(self.world.fence(worker))

    @rule(fault=st.sampled_from(FAULTS), times=st.integers(1, 2))
    def lose(self, fault: tuple[str, Effect], times: int) -> None:
        api, effect = fault
        self._ground.kafka.order(api, effect, times=times, when=is_of_outcomes)

    @rule()
    def vanish(self) -> None:
        self.run(self._vanish())

    async def _vanish(self) -> None:
        await self._ground.kafka.vanish()
        await self._ground.kafka.appear()

    @rule()
    def end_transactions(self) -> None:
        self.run(self._ground.end_transactions())

    @invariant()
    def nothing_is_lost_or_double(self) -> None:
        books = self.run(self.world.books())
        findings = books.findings
        if self.make is AtLeastOnceWorker:
            findings = [one for one in findings if one[0] != "double"]
        assert not findings

    @override
    def teardown(self) -> None:
        try:
            self._ground.kafka.faults.clear()
            self.run(self.world.finish())
            self.nothing_is_lost_or_double()
            assert not self.run(self.world.books()).total["in flight"]
        finally:
            self.run(self._opened.aclose())
            self._runner.close()


class ExactlyOnceDelivery(Delivery):
    make = ExactlyOnceWorker


class AtLeastOnceDelivery(Delivery):
    make = AtLeastOnceWorker


@pytest.mark.timeout(600)  # when it fails it looks for a shorter story
@pytest.mark.usefixtures("impatience")
@pytest.mark.parametrize("machine", [ExactlyOnceDelivery, AtLeastOnceDelivery])
def test_whatever_happens_in_whatever_order(machine: type[Delivery]) -> None:
    # What earlier tests left is told of when it is collected. In the midst of Hypothesis's reading
    # of the machine's source that is a SystemError on Python 3.11 (python/cpython#106905).
    gc.collect()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
