"""The whole worker, on brokers in memory: what it writes, and how it ends."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable

import pytest
import structlog

from deploy.brokers.ports import free_port
from schemas import dead_letters as names
from schemas.dead_letters import Reason
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, Topic
from services.runtime import lifecycle
from services.runtime.faust_source.source import FaustSource
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.liveness import watch
from services.runtime.process.errors import (
    EXIT_DEAD_LETTERS,
    EXIT_FENCED,
    EXIT_SETUP,
    EXIT_STALLED,
    EXIT_UNFORESEEN,
    SetupError,
)
from services.runtime.process.settings import Settings
from tests.integration.harness import numbered, publish
from tests.memory_kafka.codes import Code
from tests.memory_kafka.offsets import Offset
from tests.memory_kafka.server import MemoryKafka, memory_kafka
from tests.memory_kafka.worker import Worker, running

DEADLINE_SECONDS = 20

GROUP = "tagwire-stub"

# A worker that ends on the spot closes nothing: what it had open is collected in a later test.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

BY_FAUST = pytest.mark.parametrize("exactly_once", ["faust"], indirect=True)


@pytest.fixture
async def kafka() -> AsyncIterator[MemoryKafka]:
    async with memory_kafka() as broker:
        yield broker


@pytest.fixture(params=["faust", "aiokafka"])
async def exactly_once(kafka: MemoryKafka, request: pytest.FixtureRequest) -> Settings:
    """Give settings for a worker by each source in turn."""
    own = Settings(
        source=request.param,
        kafka_bootstrap_servers=kafka.bootstrap_servers,
        kafka_session_timeout_seconds=6,
        topic_partitions=2,
    )
    await create_topics(own)
    return own


@pytest.fixture
def at_least_once(exactly_once: Settings) -> Settings:
    return exactly_once.model_copy(update={"delivery": "at-least-once"})


@pytest.fixture(params=["exactly_once", "at_least_once"])
def settings(request: pytest.FixtureRequest, exactly_once: Settings) -> Settings:
    """Give settings of either delivery."""
    del exactly_once  # it is made in the event loop
    found: Settings = request.getfixturevalue(request.param)
    return found


def values(kafka: MemoryKafka, topic: Topic) -> list[bytes]:
    return sorted(record.value for _, record in kafka.cluster.committed_records(topic.name))


def reasons(kafka: MemoryKafka) -> set[bytes]:
    letters = kafka.cluster.committed_records(DEAD_LETTERS.name)
    return {dict(letter.headers)[names.REASON] for _, letter in letters}


def standing(kafka: MemoryKafka) -> int:
    """Return how many records of news-raw the group has committed."""
    return sum(one.offset for one in kafka.cluster.offsets[GROUP].committed.values())


async def until(kafka: MemoryKafka, done: Callable[[], bool]) -> None:
    """Wait until the cluster is as wanted. Fails after the deadline."""
    await kafka.until(lambda: done() or None, DEADLINE_SECONDS)
    assert done()


async def ended(one: Worker) -> int:
    """Wait until a worker has ended, and return the code."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        return await asyncio.shield(asyncio.wrap_future(one.ended))


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
    def members() -> list[bytes]:
        group = kafka.cluster.groups[GROUP]
        return [one.assignment for one in group.members.values() if group.state == "Stable"]

    async with running(settings, monkeypatch):
        await until(kafka, lambda: GROUP in kafka.cluster.groups and len(members()) == 1)
        await publish(settings, numbered(100))
        async with running(settings, monkeypatch):
            await until(kafka, lambda: len(members()) == 2)
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


async def test_what_nobody_foresaw_ends_the_process_before_anything_is_committed(
    kafka: MemoryKafka, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(settings, [b"break 1"])
    async with running(settings, monkeypatch) as one:
        assert await ended(one) == EXIT_UNFORESEEN
        assert standing(kafka) == 0


async def test_too_many_dead_letters_end_the_process_before_they_are_written(
    kafka: MemoryKafka, exactly_once: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(exactly_once, numbered(150, "crash"))
    settings = exactly_once.model_copy(update={"batch_records": 500})
    with structlog.testing.capture_logs():  # else each crash is told with its locals
        async with running(settings, monkeypatch) as one:
            assert await ended(one) == EXIT_DEAD_LETTERS
            assert standing(kafka) == len(values(kafka, DEAD_LETTERS)) < 150


@pytest.mark.parametrize("code", [Code.ILLEGAL_GENERATION, Code.UNKNOWN_MEMBER_ID])
async def test_a_group_that_goes_on_without_the_worker_ends_it(
    kafka: MemoryKafka, exactly_once: Settings, monkeypatch: pytest.MonkeyPatch, code: Code
) -> None:
    kafka.order("TxnOffsetCommit", code, when=lambda body: body["member_id"])
    await publish(exactly_once, [b"copy"])
    async with running(exactly_once, monkeypatch) as one:
        assert await ended(one) == EXIT_FENCED
        assert not values(kafka, ARTICLES)


async def test_a_right_that_is_missing_ends_the_process(
    kafka: MemoryKafka, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(settings, monkeypatch) as one:
        await until(kafka, lambda: GROUP in kafka.cluster.groups)
        kafka.cluster.denied.add(ARTICLES.name)
        await publish(settings, [b"copy"])
        assert await ended(one) == EXIT_SETUP
        assert standing(kafka) == 0


async def test_a_group_that_takes_no_member_with_this_session_ends_the_process(
    kafka: MemoryKafka, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    kafka.order("JoinGroup", Code.INVALID_SESSION_TIMEOUT, times=1000)
    async with running(settings, monkeypatch) as one:
        assert await ended(one) == EXIT_SETUP


async def test_a_group_that_never_answers_ends_the_process(
    kafka: MemoryKafka, exactly_once: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    kafka.order("JoinGroup", "held-before", times=1000)
    short = {"kafka_startup_seconds": 2, "kafka_session_timeout_seconds": 1}
    async with running(exactly_once.model_copy(update=short), monkeypatch) as one:
        assert await ended(one) == EXIT_SETUP


async def test_a_topic_that_is_made_anew_ends_the_process(
    kafka: MemoryKafka, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_LOOK_SECONDS", 0.05)
    await publish(settings, [b"copy"])
    async with running(settings, monkeypatch) as one:
        await until(kafka, lambda: standing(kafka) == 1)
        kafka.cluster.delete(RAW.name)
        kafka.cluster.create(RAW.name, 2, {})
        assert await ended(one) == EXIT_FENCED


async def test_a_group_that_stands_beyond_the_end_ends_the_process(
    kafka: MemoryKafka, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_LOOK_SECONDS", 0.05)
    kafka.cluster.offsets[GROUP].commit({(RAW.name, 0): Offset(100), (RAW.name, 1): Offset(0)})
    async with running(settings, monkeypatch) as one:
        assert await ended(one) == EXIT_SETUP


async def test_what_stands_still_for_too_long_ends_the_process(
    kafka: MemoryKafka, exactly_once: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_LOOK_SECONDS", 0.05)
    monkeypatch.setattr(watch, "READY_SECONDS", 0.1)
    kafka.order("EndTxn", Code.COORDINATOR_NOT_AVAILABLE, times=1000)
    await publish(exactly_once, [b"copy"])
    # Longer than anything takes here: faulthandler ends what hangs for so long, tests too.
    short = exactly_once.model_copy(update={"stall_seconds": 3})
    async with running(short, monkeypatch) as one:
        assert await ended(one) == EXIT_STALLED
        assert not values(kafka, ARTICLES)


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
    async with running(own, monkeypatch):
        await publish(settings, numbered(20, "kept"))
        await until(kafka, lambda: standing(kafka) == 60)
        status, body = await asyncio.to_thread(get, f"http://127.0.0.1:{port}/readyz")
        assert status in {200, 503}
        assert b"status" in body
    assert reasons(kafka) == {Reason.DELETED_UNREAD.encode()}
    assert len(values(kafka, ARTICLES)) == 40


def get(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - of our own server
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()


async def test_a_missing_topic_is_a_setup_error(
    kafka: MemoryKafka, exactly_once: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    kafka.cluster.delete(ARTICLES.name)
    with pytest.raises(SetupError, match="tagwire topics create"):
        async with running(exactly_once, monkeypatch) as one:
            await ended(one)


async def test_a_worker_that_is_asked_to_stop_before_it_has_started(
    kafka: MemoryKafka, exactly_once: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(exactly_once, monkeypatch) as one:
        one.stop()
        assert await ended(one) == 0
    assert not one.apps
    assert GROUP not in kafka.cluster.groups


@BY_FAUST
async def test_faust_that_gives_up_ends_the_process(
    kafka: MemoryKafka, exactly_once: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(exactly_once, monkeypatch) as one:
        await until(kafka, lambda: GROUP in kafka.cluster.groups)
        crash = one.apps[0].crash(RuntimeError("as told"))
        asyncio.run_coroutine_threadsafe(crash, one.loop)
        assert await ended(one) == EXIT_UNFORESEEN


@BY_FAUST
async def test_a_stop_that_takes_too_long_ends_the_process(
    kafka: MemoryKafka, exactly_once: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "STOP_SECONDS", 0.2)
    monkeypatch.setattr(FaustSource, "drain", lambda _: asyncio.Event().wait())
    async with running(exactly_once, monkeypatch) as one:
        await until(kafka, lambda: GROUP in kafka.cluster.groups)
        one.stop()
        assert await ended(one) == EXIT_STALLED
