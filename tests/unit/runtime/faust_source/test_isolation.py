"""A worker reads committed records only: shown by the bytes of a fetch that nobody sends."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.consumer import consumer as library
from aiokafka.protocol.fetch import FetchRequest_v4

from services.runtime.faust_source import thread as module
from services.runtime.faust_source.app import make_app
from services.runtime.faust_source.consumer import Consumer
from services.runtime.faust_source.source import FaustSource
from services.runtime.faust_source.thread import Thread
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings

LEADER = 1
ISOLATION_AT = 16
"""After replica id, longest wait, least and most bytes (FetchRequest.json), four bytes each."""


class Coordinator:
    """Stands in for the one of a group, which would look for a broker."""

    def __init__(self, *_: object, **__: object) -> None: ...

    async def close(self) -> None: ...


class Assignment:
    """One partition of which records are to be fetched."""

    tps = (TopicPartition("news-raw", 0),)

    def state_value(self, _: TopicPartition) -> SimpleNamespace:
        return SimpleNamespace(has_valid_position=True, paused=False, position=7)


@pytest.fixture
async def thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[[], Thread]]:
    """Give what makes the thread of a worker, whose consumer starts without a broker."""

    async def bootstrap(_: object) -> None: ...

    monkeypatch.setattr("aiokafka.client.AIOKafkaClient.bootstrap", bootstrap)
    monkeypatch.setattr(library, "GroupCoordinator", Coordinator)
    made: list[Thread] = []

    def make(*, commits: bool = True) -> Thread:
        app = make_app("parser", Settings(), folder=str(tmp_path), commits=commits)
        app.finalize()
        found = cast("Consumer", app.consumer)._thread  # noqa: SLF001
        found.thread_loop.close()
        found.thread_loop = found.loop
        made.append(found)
        return found

    yield make
    for one in made:
        await consumer_of(one).stop()


def consumer_of(thread: Thread) -> AIOKafkaConsumer:
    return thread._ensure_consumer()  # noqa: SLF001


def fetch_of(consumer: AIOKafkaConsumer) -> bytes:
    """Return the first request for records, as it would be sent."""
    fetcher = consumer._fetcher  # noqa: SLF001
    fetcher._client.cluster.leader_for_partition = lambda _: LEADER  # noqa: SLF001
    [(node, request)], *_ = fetcher._get_actions_per_node(Assignment())  # noqa: SLF001
    assert node == LEADER
    encoded: bytes = request.build(FetchRequest_v4).encode()
    return encoded


@pytest.mark.parametrize("commits", [True, False])
async def test_a_worker_asks_for_committed_records(
    thread: Callable[..., Thread], *, commits: bool
) -> None:
    started = thread(commits=commits)
    await started.on_start()
    assert fetch_of(consumer_of(started))[ISOLATION_AT] == 1


async def test_a_worker_that_would_ask_for_others_does_not_start(
    thread: Callable[..., Thread], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "read_committed", lambda _: None)  # as if the name were another
    started = thread()
    with pytest.raises(SetupError, match=r"aborted transactions.*requirements\.txt"):
        await started.on_start()
    assert fetch_of(consumer_of(started))[ISOLATION_AT] == 0


async def test_the_reason_is_what_the_process_ends_of(monkeypatch: pytest.MonkeyPatch) -> None:
    async def wait() -> None: ...

    app = SimpleNamespace(crash_reason=SetupError("elsewhere"), wait=wait)
    source = FaustSource("parser", "news-raw", Settings(), commits=False)
    monkeypatch.setattr(source, "_app", app)
    with pytest.raises(SetupError, match="elsewhere"):
        await source.failed()
