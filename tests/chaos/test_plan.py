from __future__ import annotations

from collections import Counter

import pytest

from tests.chaos.plan import HELD, LONG, SERVICES, SHORT, Service, Size, Step, aim, make_plan

SEEDS = range(10)


def test_a_seed_gives_the_same_plan_again() -> None:
    assert make_plan(7, LONG) == make_plan(7, LONG)
    assert make_plan(7, LONG) != make_plan(8, LONG)


@pytest.mark.parametrize("size", [SHORT, LONG], ids=lambda size: size.name)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_plan_holds_what_its_size_asks_for(seed: int, size: Size) -> None:
    plan = make_plan(seed, size)

    assert Counter(step.kind for step in plan.steps) == size.counts
    assert {step.worker for step in plan.steps} <= set(range(size.workers))
    assert len(plan.poison) == size.dumps // 50
    assert plan.poison <= set(range(size.dumps))


@pytest.mark.parametrize("seed", SEEDS)
def test_all_services_are_killed_alike(seed: int) -> None:
    killed = Counter(s.service for s in make_plan(seed, LONG).steps if s.kind == "kill")

    assert set(killed) == set(SERVICES)
    assert max(killed.values()) - min(killed.values()) <= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_worker_is_frozen_for_longer_than_its_session(seed: int) -> None:
    for step in make_plan(seed, LONG).steps:
        assert (step.held > 0) == (step.kind in HELD)
        assert step.kind != "freeze" or step.held > LONG.session_seconds


def test_the_order_is_random() -> None:
    orders = {tuple(step.kind for step in make_plan(seed, LONG).steps) for seed in SEEDS}

    assert len(orders) == len(SEEDS)


def test_the_long_form_is_as_large_as_promised() -> None:
    assert LONG.dumps == 20_000
    assert LONG.partitions == 4
    assert LONG.workers == 2
    assert LONG.counts["kill"] >= 20


@pytest.mark.parametrize(
    ("frozen", "worker"),
    [
        (set(), 1),
        ({("classifier", 1), ("parser", 0)}, 1),
        ({("parser", 1)}, 0),
        ({("parser", 0), ("parser", 1)}, 1),
    ],
)
def test_a_frozen_worker_is_spared(frozen: set[tuple[Service, int]], worker: int) -> None:
    kill = Step("kill", "parser", 1, patient=True, after=0.5, held=0)

    assert aim(kill, frozen, workers=2) == kill._replace(worker=worker)


def test_a_step_says_what_it_does_to_whom() -> None:
    kill = Step("kill", "parser", 1, patient=True, after=0.5, held=0)

    assert str(kill) == "kill parser 1"
    assert str(kill._replace(kind="freeze", held=7.25)) == "freeze parser 1 for 7.2 s"
    assert str(kill._replace(kind="stall", held=3)) == "stall for 3.0 s"
    assert str(kill._replace(kind="restart")) == "restart"
