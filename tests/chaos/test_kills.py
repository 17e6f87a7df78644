"""Workers are killed in mid-stream: every dump still ends as one article or one dead letter."""

from __future__ import annotations

import asyncio
import random
import subprocess
import time

import pytest

from schemas.headers import CE_ID
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAGGED, Topic
from services.runtime import clients
from services.runtime.records import Message, Record
from services.runtime.settings import Settings
from tests.integration.harness import contents, process, tagwire, variables, wait_for

DUMPS = 3000
POISON = frozenset(range(0, DUMPS, 50))
STORIES = frozenset(range(DUMPS)) - POISON
KILLS = 3
SEED = random.randrange(2**32)


def dump(number: int) -> Message:
    text = (
        f"Flood number {number} forces hundreds from their homes\n"
        f"Hundreds of people were evacuated after river {number} burst its banks, rescuers said.\n"
    )
    value = b" " if number in POISON else text.encode()
    return Message(RAW, None, value, ((CE_ID, str(number).encode()),))


def numbers(records: list[Record]) -> set[int]:
    return {int(record.header(CE_ID) or "") for record in records}


async def preload(settings: Settings) -> None:
    async with clients.producer(settings) as producer:
        sent = [await clients.send(producer, dump(number), settings) for number in range(DUMPS)]
        await asyncio.gather(*sent)


async def kill_in_mid_stream(settings: Settings, service: str, sink: Topic) -> int:
    """Start the service, kill it soon after its first new output; return the outputs so far."""
    before = len(await contents(settings, sink))
    with process(tagwire(service), settings):
        await wait_for(settings, [sink], lambda found: len(found) > before)
        await asyncio.sleep(random.random() / 4)  # the moment of the kill is the chance in it
    return len(await contents(settings, sink))


@pytest.mark.timeout(300)
async def test_sigkill_loses_and_doubles_nothing(settings: Settings) -> None:
    print(f"seed {SEED}")  # noqa: T201 - shown when the test fails
    random.seed(SEED)
    await preload(settings)
    for service, sink in (("parser", ARTICLES), ("classifier", TAGGED)):
        in_mid_stream = 0
        for _ in range(KILLS):
            in_mid_stream += await kill_in_mid_stream(settings, service, sink) < len(STORIES)
        assert in_mid_stream, "every kill came too late to show anything"
        with process(tagwire(service), settings):
            await wait_for(settings, [sink], lambda found: numbers(found) >= STORIES)
            await wait_for(settings, [DEAD_LETTERS], lambda found: numbers(found) >= POISON)
    await settle(settings)
    for topic, wanted in ((ARTICLES, STORIES), (TAGGED, STORIES), (DEAD_LETTERS, POISON)):
        records = await contents(settings, topic)
        assert numbers(records) == wanted
        assert len(records) == len(wanted), f"{topic.name} has doubles"
    audit = await asyncio.to_thread(run_audit, settings)
    assert audit.returncode == 0, audit.stderr


def run_audit(settings: Settings) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        tagwire("audit"), env=variables(settings), capture_output=True, timeout=60, check=False
    )


async def settle(settings: Settings) -> None:
    """Wait until the topics stop growing: what is doubled may still be on its way."""
    size, since = -1, time.monotonic()
    while time.monotonic() - since < 1:
        now = len(await contents(settings, TAGGED))
        if now != size:
            size, since = now, time.monotonic()
