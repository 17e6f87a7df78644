"""The plan of a run: which disturbance follows which, as a function of the seed alone."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from typing_extensions import override

from services.registry import WORKERS

Service = str
"""The name of a service whose workers are disturbed."""

SERVICES: tuple[Service, ...] = tuple(worker.name for worker in WORKERS)

Kind = Literal["kill", "terminate", "freeze", "restart", "cut", "refuse", "stall"]
"""What is done to a worker (kill, terminate, freeze), the broker (restart), the connections."""

HELD: frozenset[Kind] = frozenset({"freeze", "refuse", "stall"})
"""The kinds that last: a worker is stopped, connections are refused, or carry nothing."""

_PATIENT_SHARE = 0.75
_LATEST_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Size:
    """How large a run is: records, workers, and how often each kind of disturbance comes."""

    name: str
    dumps: int
    session_seconds: float
    counts: Mapping[Kind, int]
    partitions: int = 4
    workers: int = 2


SHORT = Size(
    name="short",
    dumps=3_000,
    session_seconds=3,
    counts={
        "kill": 4,
        "terminate": 2,
        "freeze": 1,
        "restart": 1,
        "cut": 1,
        "refuse": 1,
        "stall": 1,
    },
)
LONG = Size(
    name="long",
    dumps=20_000,
    session_seconds=6,
    counts={
        "kill": 40,
        "terminate": 10,
        "freeze": 6,
        "restart": 5,
        "cut": 8,
        "refuse": 5,
        "stall": 6,
    },
)
SIZES = {size.name: size for size in (SHORT, LONG)}


class Step(NamedTuple):
    """A disturbance.

    It comes `after` seconds, once `service` has moved on since the step before if
    `patient`; one that lasts is taken back after `held` seconds. `worker` counts from 0.
    """

    kind: Kind
    service: Service
    worker: int
    patient: bool
    after: float
    held: float

    @override
    def __str__(self) -> str:
        whom = f" {self.service} {self.worker}" if self.kind in _OF_WORKERS else ""
        held = f" for {self.held:.1f} s" if self.kind in HELD else ""
        return f"{self.kind}{whom}{held}"


_OF_WORKERS: frozenset[Kind] = frozenset({"kill", "terminate", "freeze"})


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a seed decides: the steps in their order, and which dumps are poison."""

    seed: int
    size: Size
    steps: tuple[Step, ...]
    poison: frozenset[int]


def make_plan(seed: int, size: Size) -> Plan:
    """Return the plan of this seed: the same whenever and wherever it is asked for."""
    chance = random.Random(seed)
    steps = list(_steps(size, chance))
    chance.shuffle(steps)
    poison = chance.sample(range(size.dumps), size.dumps // 50)
    return Plan(seed, size, tuple(steps), frozenset(poison))


def _steps(size: Size, chance: random.Random) -> Iterator[Step]:
    for kind, count in size.counts.items():
        first = chance.randrange(len(SERVICES))
        for number in range(first, first + count):
            yield Step(
                kind=kind,
                service=SERVICES[number % len(SERVICES)],  # by turns, so that none is spared
                worker=chance.randrange(size.workers),
                patient=chance.random() < _PATIENT_SHARE,
                after=round(chance.uniform(0, _LATEST_SECONDS), 3),
                held=round(_held(kind, size.session_seconds, chance), 3),
            )


def _held(kind: Kind, session_seconds: float, chance: random.Random) -> float:
    if kind not in HELD:
        return 0
    # A worker is frozen until the group has given it up; connections fail for shorter, too.
    least, most = (1.3, 2.0) if kind == "freeze" else (0.2, 1.5)
    return session_seconds * chance.uniform(least, most)


def aim(step: Step, frozen: Collection[tuple[Service, int]], workers: int) -> Step:
    """Return the step, aimed past workers that are frozen: what they do once awake shall be seen.

    Where a service has no other worker, it stays as it is.
    """
    for number in range(step.worker, step.worker + workers):
        if (step.service, number % workers) not in frozen:
            return step._replace(worker=number % workers)
    return step
