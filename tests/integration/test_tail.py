"""`tagwire tail` from and to where it is told, and as long as somebody reads."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
import uuid
from contextlib import aclosing
from pathlib import Path

import orjson
import pytest

import schemas
from schemas.topics import TAGGED
from services.records.record import Message
from services.runtime.kafka import clients
from services.runtime.kafka.readers.selected_records import follow_selection
from services.runtime.kafka.readers.selection import EARLIEST, LATEST, Selection, Start
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings
from tests.integration.harness import DEADLINE_SECONDS, publish, tagwire_command, variables

EXAMPLE = Path(schemas.__file__).parent / "examples" / "news-tagged" / "conflict-and-crime.json"
ARTICLE = json.loads(EXAMPLE.read_text(encoding="utf-8"))["value"]


def articles(first: int, last: int) -> list[bytes]:
    return [orjson.dumps(ARTICLE | {"headline": str(n)}) for n in range(first, last)]


async def read(settings: Settings, selection: Selection) -> str:
    """Return the headlines of a selection's records, as they come."""
    async with aclosing(follow_selection(settings, [TAGGED], selection)) as rounds:
        records = [record async for some in rounds for record in some]
    return "".join(json.loads(record.value or b"")["headline"] for record in records)


async def transact(settings: Settings, values: list[bytes]) -> None:
    """Write records of partition 0 in a transaction each, as exactly-once workers do."""
    topic = settings.topic_prefix + TAGGED.name
    async with clients.transactional_producer(settings, topic) as producer:
        for value in values:
            async with producer.transaction():
                await producer.send(topic, value, key=value, partition=0)


async def test_tail_reads_what_is_asked_for(settings: Settings) -> None:
    await transact(settings, articles(0, 4))
    between = _now() + 1
    while _now() <= between:
        await asyncio.sleep(0)
    await transact(settings, articles(4, 7))
    cases = [
        (Selection(EARLIEST, ends=True), "0123456"),
        # Each record is followed by the end of its transaction, which has an offset too.
        (Selection(Start("last", 3), ends=True), "456"),
        (Selection(Start("last", 99), ends=True), "0123456"),
        (Selection(Start("at", 4), ends=True), "23456"),
        (Selection(Start("at", 99), ends=True), ""),
        (Selection(EARLIEST, partitions=frozenset({1}), ends=True), ""),
        (Selection(LATEST, ends=True), ""),
        (Selection(Start("since", between), ends=True), "456"),
        (Selection(Start("since", 0), until=between), "0123"),
        (Selection(Start("last", 2), until=between), ""),
    ]
    found = await asyncio.gather(*(read(settings, selection) for selection, _ in cases))
    assert found == [expected for _, expected in cases]
    with pytest.raises(SetupError, match="has no partition 7: it has 2, from 0 to 1"):
        await read(settings, Selection(partitions=frozenset({7})))


async def test_what_comes_before_a_time_ahead_is_awaited(settings: Settings) -> None:
    until = _now() + 1000
    async with clients.producer(settings) as producer:
        for value, timestamp in zip(articles(0, 3), (until - 2, until - 1, until), strict=True):
            message = Message(TAGGED, b"k", value, timestamp=timestamp)
            await (await clients.send(producer, message, settings))
    assert await read(settings, Selection(EARLIEST, until=until)) == "01"
    assert _now() >= until


def _now() -> int:
    return round(time.time() * 1000)


async def test_a_batch_is_read_to_its_end_on_the_embedded_broker(embedded: str) -> None:
    settings = Settings(kafka_bootstrap_servers=embedded, topic_prefix=f"t{uuid.uuid4().hex[:8]}-")
    await create_topics(settings)
    await publish(settings, articles(0, 5), topic=TAGGED, key=b"k")  # one batch
    assert await read(settings, Selection(EARLIEST, ends=True)) == "01234"
    assert await read(settings, Selection(Start("last", 2), ends=True)) == "34"
    assert await read(settings, Selection(LATEST, ends=True)) == ""


def test_tail_ends_with_its_reader_while_nothing_comes(settings: Settings) -> None:
    asyncio.run(publish(settings, articles(0, 1), topic=TAGGED, key=b"k"))
    with subprocess.Popen(
        tagwire_command("tail", "--offset", "-1"),
        env=variables(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout
        assert child.stderr
        assert child.stdout.readline()
        child.stdout.close()
        assert child.wait(DEADLINE_SECONDS) == 0
        assert child.stderr.read() == b""
