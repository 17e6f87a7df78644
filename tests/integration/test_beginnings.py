"""Groups without committed offsets: a first start just works, expired offsets are noticed."""

from __future__ import annotations

import asyncio
import signal

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete
from confluent_kafka.admin import AdminClient

from schemas.headers import ORIGIN
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAG_TOPICS, TAGGED, Topic
from services.runtime.delivery.beginnings import find_beginning
from services.runtime.delivery.mode import Delivery
from services.runtime.kafka import clients
from services.runtime.kafka.offsets import committed, ranges_of
from services.runtime.process.errors import EXIT_SETUP, SetupError
from services.runtime.process.settings import Settings
from tests.integration.harness import (
    STUB,
    contents,
    numbered,
    process,
    publish,
    run_to_end,
    wait_for,
)

PARSER = "parser", RAW, (ARTICLES, DEAD_LETTERS)
CLASSIFIER = "classifier", ARTICLES, (TAGGED, *TAG_TOPICS.values(), DEAD_LETTERS)
DELIVERIES: list[Delivery] = ["exactly-once", "at-least-once"]


async def begin(
    settings: Settings,
    stage: tuple[str, Topic, tuple[Topic, ...]] = PARSER,
    delivery: Delivery = "exactly-once",
) -> list[int | None]:
    """Find the beginning; return what is committed then, by partition."""
    service, source, sinks = stage
    await find_beginning(service, source, sinks, delivery, settings)
    return [offset for _, offset in sorted((await offsets(settings, service, source)).items())]


async def offsets(
    settings: Settings, service: str, source: Topic
) -> dict[TopicPartition, int | None]:
    return await committed(settings, service, source)


async def with_outcomes(settings: Settings) -> None:
    """Write dumps and their articles, as a group did whose offsets are gone."""
    await publish(settings, numbered(10))
    for record in await contents(settings, RAW):
        origin = [(ORIGIN, record.position.encode())]
        await publish(settings, [b"{}"], topic=ARTICLES, headers=origin)


async def delete_all(settings: Settings, topic: Topic) -> list[int]:
    """Delete all records, as retention does; return where each partition begins then."""
    parts = await ranges_of(settings, [topic], None)
    async with clients.admin(settings) as admin:
        await admin.delete_records({one: RecordsToDelete(part.end) for one, part in parts.items()})
    return [part.end for _, part in sorted(parts.items())]


def delete_group(settings: Settings, service: str) -> None:
    """Delete a group's offsets, as the brokers do when they expire."""
    admin = AdminClient({"bootstrap.servers": settings.kafka_bootstrap_servers})
    for done in admin.delete_consumer_groups([settings.group(service)]).values():
        done.result(20)


@pytest.mark.parametrize("delivery", DELIVERIES)
async def test_a_first_start_with_a_backlog_just_works(
    settings: Settings, delivery: Delivery
) -> None:
    await publish(settings, numbered(10))
    zeros = [0, 0] if delivery == "at-least-once" else [None, None]
    assert await begin(settings, delivery=delivery) == zeros
    # Others have written to the sinks, and so has the stage before.
    await publish(settings, [b"{}"], topic=ARTICLES)
    await publish(settings, [b""], topic=DEAD_LETTERS, headers=[(ORIGIN, b"news-raw-0-9")])
    assert await begin(settings, delivery=delivery) == zeros
    assert await begin(settings, CLASSIFIER, delivery) == zeros


@pytest.mark.parametrize("delivery", DELIVERIES)
async def test_offsets_that_expired_are_refused_or_chosen(
    settings: Settings, delivery: Delivery
) -> None:
    await with_outcomes(settings)
    with pytest.raises(SetupError, match="TAGWIRE_WITHOUT_OFFSETS=earliest"):
        await begin(settings, delivery=delivery)
    assert set((await offsets(settings, "parser", RAW)).values()) == {None}
    chosen = settings.model_copy(update={"without_offsets": "latest"})
    assert sum(map(int, await begin(chosen, delivery=delivery))) == 10  # type: ignore[arg-type]
    # Once there are offsets nothing is asked.
    assert sum(map(int, await begin(settings, delivery=delivery))) == 10  # type: ignore[arg-type]


async def test_a_group_that_was_away_until_all_it_had_read_was_gone_goes_on(
    settings: Settings,
) -> None:
    await with_outcomes(settings)
    starts = await delete_all(settings, RAW)
    assert sum(starts) == 10
    await publish(settings, numbered(10, "new"))
    assert await begin(settings) == starts


async def test_choosing_the_start_skips_nothing(settings: Settings) -> None:
    await with_outcomes(settings)
    starts = await delete_all(settings, RAW)
    await with_outcomes(settings)
    with pytest.raises(SetupError):
        await begin(settings)
    chosen = settings.model_copy(update={"without_offsets": "earliest"})
    assert await begin(chosen) == starts


async def test_a_worker_whose_group_has_expired_ends_with_the_remedy(settings: Settings) -> None:
    # Its dead letters name their records.
    await publish(settings, numbered(5, "reject"))
    with process(STUB, settings) as worker:
        await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) == 5)
        worker.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(worker.wait, 30) == 0
    delete_group(settings, "stub")
    refused = await asyncio.to_thread(run_to_end, settings)
    assert refused.returncode == EXIT_SETUP
    assert b"--reset-offsets" in refused.stderr
    with process(STUB, settings, without_offsets="earliest"):
        await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) == 10)
