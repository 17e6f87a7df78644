"""The whole worker, on brokers in memory: how it ends."""

from __future__ import annotations

import asyncio
import gc

import pytest
import structlog

from schemas.topics import ARTICLES, DEAD_LETTERS, RAW
from services.runtime import lifecycle
from services.runtime.aiokafka_source.source import AiokafkaSource
from services.runtime.faust_source.source import FaustSource
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
from tests.memory_kafka.faults import Body
from tests.memory_kafka.offsets import Offset
from tests.memory_kafka.server import MemoryKafka
from tests.memory_kafka.stub_service import GROUP, ended, standing, until, values
from tests.memory_kafka.worker import running

# A worker that ends on the spot closes nothing: what it had open is collected in a later test.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


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


async def test_a_topic_that_is_made_anew_between_two_questions_of_a_look(
    kafka: MemoryKafka, exactly_once: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_LOOK_SECONDS", 0.05)
    await publish(exactly_once, [b"copy"])
    async with running(exactly_once, monkeypatch) as one:
        await until(kafka, lambda: standing(kafka) == 1)
        look = kafka.order("ListOffsets", "held-before", when=asks_for_ends)
        await until(kafka, lambda: not look.times)
        kafka.cluster.delete(RAW.name)
        kafka.cluster.create(RAW.name, 2, {})
        look.released.set()
        assert await ended(one) == EXIT_FENCED


def asks_for_ends(body: Body) -> bool:
    return all(part["timestamp"] == -1 for one in body["topics"] for part in one["partitions"])


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
    short = exactly_once.model_copy(update={"stall_seconds": 1})
    async with running(short, monkeypatch) as one:
        assert await ended(one) == EXIT_STALLED
        assert not values(kafka, ARTICLES)


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
    gc.collect()  # of a connection that was being opened nobody knows, but for another test


async def test_faust_that_gives_up_ends_the_process(
    kafka: MemoryKafka, in_memory_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(in_memory_settings, monkeypatch) as one:
        await until(kafka, lambda: GROUP in kafka.cluster.groups)
        crash = one.apps[0].crash(RuntimeError("as told"))
        asyncio.run_coroutine_threadsafe(crash, one.loop)
        assert await ended(one) == EXIT_UNFORESEEN


async def test_a_stop_that_takes_too_long_ends_the_process(
    kafka: MemoryKafka, exactly_once: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle, "STOP_SECONDS", 0.2)
    for source in (FaustSource, AiokafkaSource):
        monkeypatch.setattr(source, "drain", lambda _: asyncio.Event().wait())
    async with running(exactly_once, monkeypatch) as one:
        await until(kafka, lambda: GROUP in kafka.cluster.groups)
        one.stop()
        assert await ended(one) == EXIT_STALLED
