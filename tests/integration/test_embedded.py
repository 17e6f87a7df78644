"""Everything is right on the embedded broker, though not what it tells of where partitions end."""

from __future__ import annotations

import asyncio
import signal
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack

import orjson
import pytest
from confluent_kafka import Producer
from kafka import KafkaProducer

from schemas import dead_letters as names
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAGGED, Topic
from services.records.record import Header
from services.runtime.kafka import clients
from services.runtime.kafka.offsets import OffsetRange, ranges_of
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.settings import Settings
from tests.integration.forked import ForkedProcess
from tests.integration.harness import (
    DEADLINE_SECONDS,
    contents,
    joined,
    process,
    run,
    tagwire,
    wait_for,
)

PAGE = b"Flood in Osk valley, part %d\nHundreds of people were evacuated after the river burst.\n"
NO_PAGE = b" "
BATCH = 5
SEND_SECONDS = 30
HOUR_MS = 3600 * 1000

Send = Callable[[Settings, Topic, Sequence[bytes], int], None]


@pytest.fixture
async def settings(embedded: str) -> Settings:
    """Give settings with topics of the test's own, on the embedded broker."""
    own = Settings(
        kafka_bootstrap_servers=embedded,
        kafka_session_timeout_seconds=4,
        topic_prefix=f"t{uuid.uuid4().hex[:8]}-",
        topic_partitions=2,
    )
    await create_topics(own)
    return own


async def write_batch(
    settings: Settings,
    topic: Topic,
    values: Sequence[bytes],
    partition: int = 0,
    headers: Sequence[Header] = (),
) -> None:
    """Write values as one record batch, by aiokafka."""
    async with clients.producer(settings) as producer:
        batch = producer.create_batch()
        for value in values:
            batch.append(key=None, value=value, timestamp=None, headers=list(headers))
        name = settings.topic_prefix + topic.name
        await (await producer.send_batch(batch, name, partition=partition))


def by_aiokafka(settings: Settings, topic: Topic, values: Sequence[bytes], partition: int) -> None:
    asyncio.run(write_batch(settings, topic, values, partition))


def by_confluent(settings: Settings, topic: Topic, values: Sequence[bytes], partition: int) -> None:
    servers = {"bootstrap.servers": settings.kafka_bootstrap_servers}
    producer = Producer(servers | {"compression.type": "zstd", "linger.ms": 500})
    for value in values:
        producer.produce(settings.topic_prefix + topic.name, value=value, partition=partition)
    assert producer.flush(SEND_SECONDS) == 0


def by_kafka_python(
    settings: Settings, topic: Topic, values: Sequence[bytes], partition: int
) -> None:
    servers = settings.kafka_bootstrap_servers
    producer = KafkaProducer(bootstrap_servers=servers, compression_type="gzip", linger_ms=500)
    name = settings.topic_prefix + topic.name
    for one in [producer.send(name, value=value, partition=partition) for value in values]:
        one.get(SEND_SECONDS)
    producer.close()


CLIENTS: tuple[Send, ...] = (by_aiokafka, by_confluent, by_kafka_python)


class Dumps:
    """Sends dumps in batches, each dump another one; one in each batch is no page."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.pages = 0
        self.others = 0

    async def send(self) -> None:
        """Send a batch by every client to every partition."""
        for number in range(self._settings.topic_partitions):
            for send in CLIENTS:
                await asyncio.to_thread(send, self._settings, RAW, self._batch(), number)

    def _batch(self) -> list[bytes]:
        first = self.pages
        self.pages += BATCH
        self.others += 1
        return [*(PAGE % number for number in range(first, self.pages)), NO_PAGE]

    async def processed(self) -> None:
        """Wait until there is an article, or a dead letter, of each."""
        await wait_for(self._settings, [TAGGED], lambda found: len(found) >= self.pages)
        await wait_for(self._settings, [DEAD_LETTERS], lambda found: len(found) >= self.others)


def stopped(*workers: ForkedProcess) -> list[int]:
    """Stop workers, and return their exit codes."""
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    return [worker.wait(DEADLINE_SECONDS) for worker in workers]


async def test_batches_of_all_clients_pass_workers_that_come_and_go(settings: Settings) -> None:
    dumps = Dumps(settings)
    await dumps.send()  # a backlog
    with ExitStack() as stack:
        first, classifier = (
            stack.enter_context(process(tagwire(name), settings))
            for name in ("parser", "classifier")
        )
        await dumps.processed()
        await joined(settings, "parser", members=1)
        second = stack.enter_context(process(tagwire("parser"), settings))
        await joined(settings, "parser", members=2)
        await dumps.send()
        await dumps.processed()
        assert stopped(first) == [0]
        await dumps.send()
        await dumps.processed()
        assert stopped(second, classifier) == [0, 0]
    await dumps.send()  # nobody is there
    audit = run(settings, "audit")
    assert (audit.returncode, audit.stderr) == (0, b"")
    (total,) = (
        line
        for line in map(orjson.loads, audit.stdout.splitlines())
        if (line["to"], line["source"]) == (settings.topic_prefix + ARTICLES.name, "total")
    )
    unread = len(CLIENTS) * settings.topic_partitions * (BATCH + 1)
    assert (total["in_flight"], total["missing"], total["double"]) == (unread, 0, 0)
    assert total["results"] + total["dead_letters"] == dumps.pages + dumps.others - unread


async def test_commands_know_every_record_of_a_batch(settings: Settings) -> None:
    values = [b"%d" % number for number in range(BATCH)]
    origin = (settings.topic_prefix + RAW.name).encode()
    await write_batch(settings, DEAD_LETTERS, values, headers=[(names.TOPIC, origin)])
    listed = run(settings, "dead-letters", "list").stdout.splitlines()
    positions = [orjson.loads(line)["position"] for line in listed]
    assert len(positions) == BATCH
    assert run(settings, "dead-letters", "show", positions[-1]).stdout == values[-1]
    assert run(settings, "dead-letters", "replay", "--all").stdout == b"%d replayed\n" % BATCH
    assert sorted(one.value or b"" for one in await contents(settings, RAW)) == values


async def test_what_is_since_a_time_is_not_everything(settings: Settings) -> None:
    await write_batch(settings, RAW, [b"old"] * BATCH)
    now = max(record.timestamp or 0 for record in await contents(settings, RAW))
    parts = (await ranges_of(settings, [RAW], now + HOUR_MS)).values()
    assert sorted(parts) == [OffsetRange(0, 0), OffsetRange(BATCH, BATCH)]
    parts = (await ranges_of(settings, [RAW], now - HOUR_MS)).values()
    assert sorted(parts) == [OffsetRange(0, 0), OffsetRange(0, BATCH)]


async def test_tail_begins_behind_the_last_batch(settings: Settings) -> None:
    await write_batch(settings, TAGGED, [b"old"] * BATCH)
    tail = asyncio.create_task(asyncio.to_thread(run, settings, "tail", "--limit", "1"))
    written = 0
    while not tail.done():
        await write_batch(settings, TAGGED, [b"new"], partition=1)
        written += 1
    assert (await tail).stdout == b"new\n"
    everything = run(settings, "tail", "--from-beginning", "--limit", str(BATCH + written))
    assert Counter(everything.stdout.split()) == {b"old": BATCH, b"new": written}
