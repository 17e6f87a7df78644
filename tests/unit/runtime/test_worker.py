"""The whole worker, on brokers in memory: what it writes."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request

import pytest

from deploy.brokers.ports import free_port
from schemas.dead_letters import Reason
from schemas.headers import CE_SOURCE
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW
from services.runtime.process.settings import Settings
from tests.integration.harness import numbered, publish
from tests.memory_kafka.server import MemoryKafka
from tests.memory_kafka.stub_service import members, reasons, standing, until, values
from tests.memory_kafka.worker import running
from tests.metric_values import moved

# A worker that ends on the spot closes nothing: what it had open is collected in a later test.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


async def test_copies_every_record_once(
    kafka: MemoryKafka, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = numbered(500)
    await publish(settings, [*sent, b"reject", b"crash"])
    async with running(settings, monkeypatch):
        await until(kafka, lambda: len(values(kafka, ARTICLES)) == 500)
    assert values(kafka, ARTICLES) == sorted(sent)
    assert values(kafka, DEAD_LETTERS) == [b"crash", b"reject"]
    assert standing(kafka) == 502


async def test_workers_share_the_work_and_go_on_for_each_other(
    kafka: MemoryKafka, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(settings, monkeypatch):
        await until(kafka, lambda: members(kafka) == 1)
        await publish(settings, numbered(100))
        async with running(settings, monkeypatch):
            await until(kafka, lambda: members(kafka) == 2)
            await publish(settings, numbered(100, "both"))
            await until(kafka, lambda: len(set(values(kafka, ARTICLES))) == 200)
        await publish(settings, numbered(100, "one"))
        await until(kafka, lambda: len(set(values(kafka, ARTICLES))) == 300)
    assert standing(kafka) == 300
    assert settings.delivery == "at-least-once" or len(values(kafka, ARTICLES)) == 300


async def test_brokers_that_vanish_are_waited_for(
    kafka: MemoryKafka, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(settings, numbered(100))
    async with running(settings, monkeypatch) as one:
        await until(kafka, lambda: bool(values(kafka, ARTICLES)))
        await kafka.vanish()
        await kafka.appear()
        await publish(settings, numbered(100, "more"))
        await until(kafka, lambda: len(set(values(kafka, ARTICLES))) == 200)
        assert not one.ended.done()


async def test_records_that_were_deleted_unread_are_told_of(
    kafka: MemoryKafka, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    kafka.cluster.create("unused", 1, {})
    port = free_port()
    await publish(settings, numbered(20))
    async with running(settings, monkeypatch):
        await until(kafka, lambda: standing(kafka) == 20)
    await publish(settings, numbered(20, "gone"))
    for partition in kafka.cluster.topics[RAW.name].partitions:
        partition.delete_before(-1)
    own = settings.model_copy(update={"health_port": port})
    with moved("workers") as counted:
        async with running(own, monkeypatch):
            await publish(settings, numbered(20, "kept"))
            await until(kafka, lambda: standing(kafka) == 60)
            status, body = await asyncio.to_thread(get, f"http://127.0.0.1:{port}/readyz")
            assert status in {200, 503}
            assert b"status" in body
    assert counted["tagwire_records_skipped_total",] >= 20  # and the ends of transactions
    assert reasons(kafka) == {Reason.DELETED_UNREAD.encode()}
    assert len(values(kafka, ARTICLES)) == 40


async def test_a_worker_serves_its_metrics(
    kafka: MemoryKafka, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = settings.model_copy(update={"health_port": free_port()})
    url = f"http://127.0.0.1:{own.health_port}/metrics"
    await publish(settings, [*numbered(30), b"reject"], headers=[(CE_SOURCE, b"courier")])
    async with running(own, monkeypatch):
        await until(kafka, lambda: standing(kafka) == 31)
        async with asyncio.timeout(30):
            while not _told(await asyncio.to_thread(get, url)):
                await asyncio.sleep(0.05)


def _told(answer: tuple[int, bytes]) -> bool:
    """Tell whether the metrics are those of a worker that has copied all and read to the end."""
    lines = answer[1].decode().splitlines()
    return answer[0] == 200 and all(
        any(line.startswith(beginning) for line in lines)
        for beginning in (
            'tagwire_records_in_total{service="stub",source="courier"} ',
            'tagwire_records_out_total{service="stub",source="courier",topic="news-articles"} ',
            'tagwire_records_dead_total{reason="no-article",service="stub",source="',
            'kafka_consumergroup_lag{consumergroup="tagwire-stub",partition="1",',
            'tagwire_assigned_partitions{service="stub"} 2.0',
            'tagwire_record_age_seconds_bucket{le="60.0",service="stub"} ',
        )
    )


def get(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - of our own server
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()
