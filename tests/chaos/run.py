"""A run: records flow, and the plan's disturbances come one after the other.

All disturbances but kills take a while; the next one does not wait for their end, except
that only one at a time is at the broker or at the connections.
"""

from __future__ import annotations

import asyncio
import itertools
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from deploy.brokers import Broker
from services.runtime.process.settings import Settings
from tests.chaos import standing, stories
from tests.chaos.account import Account
from tests.chaos.plan import SERVICES, Plan, Service, Step, aim
from tests.chaos.proxy import Proxy
from tests.chaos.supervisor import Supervisor


@dataclass(frozen=True, kw_only=True)
class Arena:
    """What a run plays with. `settings` reach the broker directly, the workers by the proxy.

    `hands` starts the broker again, in a thread that must outlive it.
    """

    plan: Plan
    settings: Settings
    broker: Broker
    proxy: Proxy
    workers: Supervisor
    hands: ThreadPoolExecutor
    frozen: set[tuple[Service, int]] = field(default_factory=set)


async def disturb(arena: Arena, account: Account) -> None:
    """Publish the dumps, share by share, and carry out a step of the plan after each."""
    one_at_a_time = asyncio.Lock()
    parts = shares(arena.plan.size.dumps, len(arena.plan.steps))
    stands: dict[Service, int] = dict.fromkeys(SERVICES, 0)
    async with stories.producer(arena.settings) as producer, asyncio.TaskGroup() as tasks:
        for planned, numbers in zip(arena.plan.steps, parts, strict=True):
            await standing.look(stands, arena.settings)
            share = stories.records(arena.plan, numbers)
            tasks.create_task(stories.publish(producer, arena.settings, share))
            if planned.patient:
                await standing.moved_on(arena.settings, planned.service, stands[planned.service])
            await asyncio.sleep(planned.after)
            await standing.look(stands, arena.settings)
            step = aim(planned, arena.frozen, arena.plan.size.workers)
            account.strike(step.kind, str(step), unread=numbers.stop - stands["parser"])
            tasks.create_task(_carry_out(step, arena, one_at_a_time))


def shares(count: int, parts: int) -> list[range]:
    """Cut the numbers below `count` into so many ranges of about one length."""
    cuts = [count * part // parts for part in range(parts + 1)]
    return [range(*ends) for ends in itertools.pairwise(cuts)]


async def _carry_out(step: Step, arena: Arena, one_at_a_time: asyncio.Lock) -> None:
    child = arena.workers.child(step.service, step.worker)
    match step.kind:
        case "kill":
            child.kill()
        case "terminate":
            child.send_signal(signal.SIGTERM)
        case "freeze":
            arena.frozen.add((step.service, step.worker))
            child.send_signal(signal.SIGSTOP)
            await asyncio.sleep(step.held)
            child.send_signal(signal.SIGCONT)
            arena.frozen.discard((step.service, step.worker))
        case _:
            async with one_at_a_time:
                await _fail_network(step, arena)


async def _fail_network(step: Step, arena: Arena) -> None:
    match step.kind:
        case "restart":
            await asyncio.get_running_loop().run_in_executor(arena.hands, _restart, arena.broker)
        case "cut":
            arena.proxy.cut()
        case "refuse":
            async with arena.proxy.refusing():
                await asyncio.sleep(step.held)
        case "stall":
            with arena.proxy.stalling():
                await asyncio.sleep(step.held)


def _restart(broker: Broker) -> None:
    broker.kill()
    broker.start()
