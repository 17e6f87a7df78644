"""Where a group without offsets begins, on brokers in memory."""

from __future__ import annotations

import pytest

from schemas.headers import ORIGIN
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW
from services.runtime.delivery.beginnings import find_beginning
from services.runtime.delivery.mode import Delivery
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings
from tests.integration.harness import numbered, publish
from tests.memory_kafka.codes import Code
from tests.memory_kafka.server import MemoryKafka

GROUP = "tagwire-parser"
DELIVERIES: list[Delivery] = ["exactly-once", "at-least-once"]


async def begin(settings: Settings, delivery: Delivery) -> None:
    await find_beginning("parser", RAW, (ARTICLES, DEAD_LETTERS), delivery, settings)


def offsets(kafka: MemoryKafka) -> list[int]:
    return [one.offset for _, one in sorted(kafka.cluster.offsets[GROUP].committed.items())]


async def with_outcomes(kafka: MemoryKafka, settings: Settings) -> None:
    """Write dumps and their articles, as a group did whose offsets are gone."""
    await publish(settings, numbered(10))
    for partition, record in kafka.cluster.committed_records(RAW.name):
        origin = [(ORIGIN, f"{RAW.name}-{partition}-{record.offset}".encode())]
        await publish(settings, [b"{}"], topic=ARTICLES, headers=origin)


@pytest.mark.parametrize("delivery", DELIVERIES)
async def test_a_first_start(
    kafka: MemoryKafka, in_memory_settings: Settings, delivery: Delivery
) -> None:
    await publish(in_memory_settings, numbered(10))
    await begin(in_memory_settings, delivery)
    assert offsets(kafka) == ([0, 0] if delivery == "at-least-once" else [])


@pytest.mark.parametrize("delivery", DELIVERIES)
async def test_a_first_start_where_others_have_written(
    kafka: MemoryKafka, in_memory_settings: Settings, delivery: Delivery
) -> None:
    await publish(in_memory_settings, [b"{}"], topic=ARTICLES)
    await begin(in_memory_settings, delivery)
    await publish(in_memory_settings, numbered(10))
    await begin(in_memory_settings, delivery)
    assert offsets(kafka) == ([0, 0] if delivery == "at-least-once" else [])


@pytest.mark.parametrize("delivery", DELIVERIES)
async def test_offsets_that_are_lost_are_refused_or_chosen(
    kafka: MemoryKafka, in_memory_settings: Settings, delivery: Delivery
) -> None:
    await with_outcomes(kafka, in_memory_settings)
    with pytest.raises(SetupError, match="TAGWIRE_WITHOUT_OFFSETS=earliest"):
        await begin(in_memory_settings, delivery)
    assert not offsets(kafka)
    chosen = in_memory_settings.model_copy(update={"without_offsets": "latest"})
    await begin(chosen, delivery)
    await begin(in_memory_settings, delivery)  # once there are offsets nothing is asked
    assert sum(offsets(kafka)) == 10


async def test_what_is_gone_is_not_asked_about(
    kafka: MemoryKafka, in_memory_settings: Settings
) -> None:
    await with_outcomes(kafka, in_memory_settings)
    for partition in kafka.cluster.topics[RAW.name].partitions:
        partition.delete_before(-1)
    await begin(in_memory_settings, "exactly-once")
    assert sum(offsets(kafka)) == 10


async def test_another_worker_may_have_begun(
    kafka: MemoryKafka, in_memory_settings: Settings
) -> None:
    kafka.order("OffsetCommit", Code.UNKNOWN_MEMBER_ID)
    await begin(in_memory_settings, "at-least-once")
    assert not offsets(kafka)


async def test_brokers_that_refuse_to_tell(
    kafka: MemoryKafka, in_memory_settings: Settings
) -> None:
    kafka.order("OffsetFetch", Code.GROUP_AUTHORIZATION_FAILED, times=1000)
    with pytest.raises(SetupError, match="the brokers refuse"):
        await begin(in_memory_settings, "exactly-once")


async def test_brokers_that_do_not_tell(kafka: MemoryKafka, in_memory_settings: Settings) -> None:
    kafka.order("OffsetFetch", Code.COORDINATOR_NOT_AVAILABLE, times=100_000)
    hasty = in_memory_settings.model_copy(update={"kafka_startup_seconds": 0.1})
    with pytest.raises(SetupError, match="do not tell"):
        await begin(hasty, "exactly-once")
