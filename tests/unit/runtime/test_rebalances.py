"""Rebalances of whole workers, on brokers in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from typing import Any

import pytest

from schemas.topics import ARTICLES, RAW
from services.runtime.faust_source.consumer import Consumer
from services.runtime.process.settings import Settings
from tests.integration.harness import numbered, publish
from tests.memory_kafka.faults import Body
from tests.memory_kafka.server import MemoryKafka
from tests.memory_kafka.stub_service import DEADLINE_SECONDS, members, until, values
from tests.memory_kafka.worker import running


async def test_what_is_fetched_before_faust_seeks_is_read_again(
    kafka: MemoryKafka, in_memory_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fetch that is under way when a rebalance begins brings records of the next generation.

    Faust drops them, as nothing flows then; and the group has no offsets to go back to.
    """
    await publish(in_memory_settings, numbered(300))
    get_many: Callable[..., Awaitable[Any]] = Consumer._getmany  # noqa: SLF001

    async def get_many_patiently(self: Consumer, **asked: Any) -> Any:  # noqa: ANN401
        # Faust asks for one second, again and again: it may be between two of them.
        return await get_many(self, **asked | {"timeout": DEADLINE_SECONDS})

    monkeypatch.setattr(Consumer, "_getmany", get_many_patiently)
    fetched_on = set[int]()

    def note(api: str, body: Mapping[str, Any], _: Mapping[str, Any]) -> None:
        if api == "Fetch" and reads_news(body):
            parts = [part for topic in body["topics"] for part in topic["partitions"]]
            fetched_on.update(part["partition"] for part in parts if part["fetch_offset"])

    monkeypatch.setattr(kafka, "_spy", note)
    fetch = kafka.order("Fetch", "held-before", when=reads_news)
    seeks: Future[None] = Future()
    async with running(in_memory_settings, monkeypatch) as one:
        await until(kafka, lambda: not fetch.times)

        async def before_it_seeks(*_: Any, **__: Any) -> None:  # noqa: ANN401
            await asyncio.wrap_future(seeks)

        one.apps[0].on_rebalance_complete.connect(before_it_seeks, weak=False)
        async with running(in_memory_settings, monkeypatch):
            await until(kafka, lambda: members(kafka) == 2)
            fetch.released.set()
            await until(kafka, lambda: fetched_on == {0, 1})
            seeks.set_result(None)
            await until(kafka, lambda: len(values(kafka, ARTICLES)) == 300)


def reads_news(body: Body) -> bool:
    return any(topic["topic"] == RAW.name for topic in body["topics"])
