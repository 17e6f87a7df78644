"""Stories that always go the same way, told on any ground."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from services.runtime.delivery.suspects import MAX_ENDED_WORKERS
from tests.state.workers import ExactlyOnceWorker
from tests.state.world import World

Script = Callable[[World], Awaitable[None]]


async def _calm(world: World) -> None:
    await world.send(0, b"a", b"reject", b"b")
    await world.send(1, b"c")
    await world.start_worker()
    await world.prepare(world.workers[0], 2)
    await world.prepare_and_write(world.workers[0], 2)
    await world.write(world.workers[0])
    await world.commit(world.workers[0])


async def _too_large(world: World) -> None:
    await world.send(0, b"a", b"large", b"b", b"large", b"c")
    await world.start_worker()
    await world.prepare(world.workers[0], 5)
    await world.write(world.workers[0])
    await world.commit(world.workers[0])


async def _rebalance_in_mid_batch(world: World) -> None:
    await world.send(0, b"a", b"b")
    await world.send(1, b"c", b"d")
    await world.start_worker()
    await world.prepare(world.workers[0], 1)
    await world.start_worker()
    await world.write(world.workers[0])


async def _stalled_worker(world: World) -> None:
    await world.send(0, b"a", b"b")
    await world.start_worker()
    await world.prepare(world.workers[0], 2)
    await world.stall(world.workers[0])
    await world.start_worker()
    await world.prepare(world.workers[0], 1)
    await world.write(world.workers[0])
    await world.commit(world.workers[0])
    await world.awake(world.stalled[0])


async def _killed_with_a_batch(world: World) -> None:
    await world.send(0, b"a", b"b")
    await world.start_worker()
    await world.prepare(world.workers[0], 2)
    await world.kill(world.workers[0])
    await world.start_worker()
    await world.prepare(world.workers[0], 2)
    await world.write(world.workers[0])


async def _killed_by_a_record(world: World) -> None:
    await world.send(0, b"a", b"kill", b"b")
    for _ in range(MAX_ENDED_WORKERS + 1):
        await world.start_worker()
        await world.prepare(world.workers[0], 3)
        if world.workers:
            await world.write(world.workers[0])


async def _fenced_producer(world: World) -> None:
    await world.send(0, b"a", b"b")
    await world.start_worker()
    worker = world.workers[0]
    await world.prepare(worker, 1)
    if isinstance(worker, ExactlyOnceWorker):
        await world.fence(worker)
    await world.write(worker)
    await world.prepare(worker, 1)
    await world.write(worker)


SCRIPTS: Mapping[str, Script] = {
    "calm": _calm,
    "too large": _too_large,
    "rebalance in mid-batch": _rebalance_in_mid_batch,
    "stalled worker": _stalled_worker,
    "killed with a batch": _killed_with_a_batch,
    "killed by a record": _killed_by_a_record,
    "fenced producer": _fenced_producer,
}


REASONS: Mapping[str, Mapping[str, str]] = {
    "calm": {"news-raw-0-1": "no-article"},
    "too large": {"news-raw-0-1": "too-large", "news-raw-0-3": "too-large"},
    "killed by a record": {"news-raw-0-1": "ended-worker"},
}
"""Which records become dead letters, and why; all others become articles."""
