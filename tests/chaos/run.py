"""A run: records flow, the plan's disturbances come one after the other, the books are read.

All disturbances but kills take a while; the next one does not wait for their end, except
that only one at a time is at the broker or at the connections.
"""

from __future__ import annotations

import asyncio
import itertools
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from deploy.brokers import Broker
from schemas.topics import ARTICLES, DEAD_LETTERS, TAGGED
from services.runtime.settings import Settings
from tests.chaos import books, standing, stories
from tests.chaos.plan import SERVICES, Kind, Plan, Service, Step
from tests.chaos.proxy import Proxy
from tests.chaos.supervisor import Supervisor
from tests.integration.harness import contents, tagwire, variables

STUCK_SECONDS = 120
"""A service that commits nothing for so long, though it has work, has failed the run."""


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


@dataclass
class Account:
    """What happened in a run."""

    started: float = field(default_factory=time.monotonic)
    disturbances: Counter[Kind] = field(default_factory=Counter)
    under_load: int = 0
    pages: list[books.Page] = field(default_factory=list)
    rolled_back: int = 0
    audit: int = -1

    def say(self, text: str) -> None:
        """Print a line with the seconds since the start."""
        sys.stdout.write(f"{time.monotonic() - self.started:7.1f} s  {text}\n")
        sys.stdout.flush()

    def strike(self, step: Step, unread: int) -> None:
        """Take down a disturbance, and how many dumps no parser had committed when it came."""
        self.disturbances[step.kind] += 1
        self.under_load += unread > 0
        self.say(f"{self.disturbances.total():3} {step}, {unread} dumps unread")


async def disturb(arena: Arena, account: Account) -> None:
    """Publish the dumps, share by share, and carry out a step of the plan after each."""
    one_at_a_time = asyncio.Lock()
    parts = shares(arena.plan.size.dumps, len(arena.plan.steps))
    async with stories.producer(arena.settings) as producer, asyncio.TaskGroup() as tasks:
        for step, numbers in zip(arena.plan.steps, parts, strict=True):
            before = await standing.committed_or(0, arena.settings, step.service)
            share = stories.records(arena.plan, numbers)
            tasks.create_task(stories.publish(producer, arena.settings, share))
            if step.patient:
                await standing.moved_on(arena.settings, step.service, before, STUCK_SECONDS)
            await asyncio.sleep(step.after)
            done = await standing.committed_or(0, arena.settings, "parser")
            account.strike(step, unread=numbers.stop - done)
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
            child.terminate()
        case "freeze":
            child.send_signal(signal.SIGSTOP)
            await asyncio.sleep(step.held)
            child.send_signal(signal.SIGCONT)
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


async def finish(arena: Arena, account: Account) -> None:
    """Wait until every record has come to its end."""
    plan = arena.plan
    tagged = plan.size.dumps - len(plan.poison)
    ends = {TAGGED: tagged, DEAD_LETTERS: 2 * len(plan.poison)}
    before: dict[Service, int] = dict.fromkeys(SERVICES, -1)
    deadline = time.monotonic() + STUCK_SECONDS
    while True:
        found = {topic: len(await contents(arena.settings, topic)) for topic in ends}
        if all(found[topic] >= count for topic, count in ends.items()):
            return
        now = {s: await standing.committed_or(0, arena.settings, s) for s in SERVICES}
        if now != before:
            before, deadline = now, time.monotonic() + STUCK_SECONDS
        elif time.monotonic() > deadline:
            raise standing.Stuck(f"{found} of {ends} records, the services stand at {now}")
        account.say(f"    {found[TAGGED]} of {tagged} tagged")
        await asyncio.sleep(1)


async def balance(arena: Arena, account: Account) -> None:
    """Read the books."""
    account.pages = await books.pages(arena.plan, arena.settings)
    sinks = (ARTICLES, TAGGED, DEAD_LETTERS)
    account.rolled_back = await books.rolled_back(arena.settings, sinks)
    account.audit = (await asyncio.to_thread(_audit, arena.settings)).returncode


def _audit(settings: Settings) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(tagwire("audit"), env=variables(settings), timeout=120, check=False)
