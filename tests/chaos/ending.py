"""The end of a run: every record comes to its own end, and the books are read."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing

from schemas.topics import ARTICLES, DEAD_LETTERS, TAGGED, Topic
from services.runtime.process.settings import Settings
from tests.chaos import books, standing
from tests.chaos.account import Account
from tests.chaos.plan import SERVICES, Plan, Service
from tests.integration.harness import arriving, tagwire_command, variables


async def finish(plan: Plan, settings: Settings, account: Account) -> None:
    """Wait until every record has come to its end.

    Raises:
        Stuck: the services stopped moving before.

    """
    tagged = plan.size.dumps - len(plan.poison)
    ends = {TAGGED: tagged, DEAD_LETTERS: 2 * len(plan.poison)}
    now: dict[Service, int] = dict.fromkeys(SERVICES, 0)
    before = dict(now)
    deadline = time.monotonic() + standing.STUCK_SECONDS
    async with AsyncExitStack() as stack:
        counts = [
            await stack.enter_async_context(aclosing(_different(settings, topic))) for topic in ends
        ]
        while True:
            found = {topic: await anext(count) for topic, count in zip(ends, counts, strict=True)}
            if all(found[topic] >= count for topic, count in ends.items()):
                return
            await standing.look(now, settings)
            if now != before:
                before, deadline = dict(now), time.monotonic() + standing.STUCK_SECONDS
            elif time.monotonic() > deadline:
                told = {topic.name: f"{found[topic]} of {count}" for topic, count in ends.items()}
                raise standing.Stuck(f"{told}, the services stand at {now}")
            account.say(f"    {found[TAGGED]} of {tagged} tagged")
            await asyncio.sleep(1)


async def _different(settings: Settings, topic: Topic) -> AsyncGenerator[int]:
    """Yield each time how many records a topic has by now, not counting any twice."""
    names: set[str] = set()
    async with aclosing(arriving(settings, [topic])) as parts:
        async for part in parts:
            names.update(map(books.name_of, part))
            if not part:
                yield len(names)


async def balance(plan: Plan, settings: Settings, account: Account) -> None:
    """Read the books."""
    account.pages = await books.pages(plan, settings)
    account.rolled_back = await books.rolled_back(settings, (ARTICLES, TAGGED, DEAD_LETTERS))
    audit = await asyncio.to_thread(_audit, settings)
    account.audit = audit.returncode
    if audit.returncode:
        account.say(f"tagwire audit: {audit.stdout}\n{audit.stderr}")


def _audit(settings: Settings) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        tagwire_command("audit"),
        env=variables(settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
