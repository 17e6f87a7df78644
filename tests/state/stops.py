"""Workers that stop while they wait for an answer: dead, or left behind by their group."""

from __future__ import annotations

import asyncio
from typing import Literal

from schemas.topics import RAW
from tests.memory_kafka.faults import Body, Effect
from tests.state.ground import MemoryGround
from tests.state.workers import Worker
from tests.state.world import World

TRANSACTION = ("AddPartitionsToTxn", "Produce", "AddOffsetsToTxn", "TxnOffsetCommit", "EndTxn")
"""What a worker sends, in this order."""

Fate = Literal["dies", "is left behind", "is overtaken"]

FATES: tuple[Fate, ...] = ("dies", "is left behind", "is overtaken")

WHENS = ("before", "after")
"""Whether the request is carried out only once it is too late, or only its answer is late."""

_LOOK_SECONDS = 0.001


def is_of_outcomes(body: Body) -> bool:
    """Tell whether a request is one of a worker's: the inputs are written by the test itself."""
    return all(one.get("topic") != RAW.name for one in body.get("topics") or ())


async def stop_in_mid_write(
    world: World, ground: MemoryGround, worker: Worker, where: tuple[str, str], fate: Fate
) -> None:
    """Have a worker write, and stop it where it waits for the answer to a request, if it does."""
    api, when = where
    effect: Effect = "held-before" if when == "before" else "held-after"
    fault = ground.kafka.order(api, effect, when=is_of_outcomes)
    writing = asyncio.ensure_future(worker.write())
    while not writing.done() and fault.times:
        await asyncio.sleep(_LOOK_SECONDS)
    if fault.times:  # it has not come to that
        fault.times = 0
        await world.taken(worker, writing, "write")
        return
    worker.writing, worker.late = writing, fault.released
    await (world.kill(worker) if fate == "dies" else world.stall(worker))
    if fate == "is overtaken":
        await _overtake(world, worker)


async def _overtake(world: World, late: Worker) -> None:
    """Have another worker take the same records before the answer comes, and write them."""
    if not world.workers:
        await world.start_worker()
    other = world.workers[0]
    await world.prepare(other, 3)
    await world.awake(late)
    while other.in_hand and other in world.workers:
        await world.write(other)
