"""After a rebalance a partition is read from where the group stands, also if that is nowhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest
from aiokafka import TopicPartition

from services.runtime.faust_source.app import make_app
from services.runtime.faust_source.consumer import Consumer
from services.runtime.process.settings import Settings

COMMITTED, ZERO, NEW = (TopicPartition("news-raw", number) for number in range(3))


class Client:
    """Stands in for aiokafka's consumer, which seeks only where an offset is committed."""

    def __init__(self) -> None:
        self.from_start: set[TopicPartition] = set()

    async def seek_to_committed(self) -> dict[TopicPartition, int | None]:
        return {COMMITTED: 7, ZERO: 0, NEW: None}

    async def seek_to_beginning(self, *partitions: TopicPartition) -> None:
        self.from_start |= set(partitions)


async def test_partitions_without_an_offset_are_read_from_their_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def call(function: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:  # noqa: ANN401
        return await function(*arguments)

    client = Client()
    app = make_app("parser", Settings(), folder=str(tmp_path), commits=True)
    app.finalize()
    thread = cast("Consumer", app.consumer)._thread  # noqa: SLF001
    thread.thread_loop.close()
    monkeypatch.setattr(thread, "call_thread", call)
    monkeypatch.setattr(thread, "_ensure_consumer", lambda: client)
    assert await thread.seek_to_committed() == {COMMITTED: 7, ZERO: 0, NEW: None}
    assert client.from_start == {ZERO, NEW}
