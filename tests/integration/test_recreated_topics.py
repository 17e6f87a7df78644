"""Topics that are deleted, recreated or grow under a running worker: it never skips unnoticed."""

from __future__ import annotations

import asyncio
import signal

from aiokafka import TopicPartition
from aiokafka.admin import NewPartitions

from schemas.topics import ARTICLES, RAW, Topic
from services.runtime.kafka import clients
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.errors import EXIT_FENCED, EXIT_SETUP
from services.runtime.process.settings import Settings
from tests.integration.harness import (
    DEADLINE_SECONDS,
    STUB,
    contents,
    process,
    publish,
    run_to_end,
    wait_for,
)


def named(word: str, count: int) -> list[bytes]:
    return [f"{word} {number}".encode() for number in range(count)]


def full_name(settings: Settings, topic: Topic) -> str:
    return settings.topic_prefix + topic.name


async def recreate(settings: Settings, topic: Topic) -> None:
    async with clients.admin(settings) as admin:
        await admin.delete_topics([full_name(settings, topic)])
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not await create_topics(settings):  # its end takes a moment
            await asyncio.sleep(0.1)
    await create_topics(settings)


async def test_a_source_made_anew_is_read_from_its_start_after_a_restart(
    settings: Settings,
) -> None:
    old, new = named("old", 300), named("new", 100)
    await publish(settings, old)
    with process(STUB, settings) as worker:
        await wait_for(settings, [ARTICLES], lambda found: len(found) >= len(old))
        worker.send_signal(signal.SIGSTOP)  # so that it cannot see the topic missing
        await recreate(settings, RAW)
        await publish(settings, new)
        worker.send_signal(signal.SIGCONT)
        assert await asyncio.to_thread(worker.wait, 30) == EXIT_FENCED
    with process(STUB, settings):
        await wait_for(
            settings, [ARTICLES], lambda found: {one.value for one in found} == {*old, *new}
        )


async def test_a_group_beyond_the_end_of_its_topic_is_no_idle_worker(settings: Settings) -> None:
    await publish(settings, named("copy", 10))
    beyond = {TopicPartition(full_name(settings, RAW), number): 1000 for number in range(2)}
    group = settings.group("stub")
    async with clients.consumer(settings, start="earliest", group=group) as consumer:
        consumer.assign(list(beyond))
        await consumer.commit(beyond)
    worker = await asyncio.to_thread(run_to_end, settings)
    assert worker.returncode == EXIT_SETUP
    assert b"--reset-offsets" in worker.stderr


async def test_a_sink_made_anew_in_mid_stream_gets_the_rest(settings: Settings) -> None:
    values = named("slow", 400)
    await publish(settings, values)
    with process(STUB, settings):
        await wait_for(settings, [ARTICLES], lambda found: len(found) > 0)
        await recreate(settings, ARTICLES)
        await publish(settings, [b"copy last"] * 100)
        await wait_for(
            settings, [ARTICLES], lambda found: sum(r.value == b"copy last" for r in found) >= 100
        )
        rest = {record.value for record in await contents(settings, ARTICLES)}
    assert rest < {*values, b"copy last"}, "what the old topic had is written again"


async def test_partitions_that_are_added_are_read_from_their_start(settings: Settings) -> None:
    more = settings.topic_partitions + 2
    async with clients.admin(settings) as admin:
        with process(STUB, settings):
            await publish(settings, named("few", 100))
            await wait_for(settings, [ARTICLES], lambda found: len(found) == 100)
            await admin.create_partitions({full_name(settings, RAW): NewPartitions(more)})
            values = named("more", 500)  # without keys: on all partitions
            await publish(settings, values)
            await wait_for(settings, [ARTICLES], lambda found: len(found) == 600)
