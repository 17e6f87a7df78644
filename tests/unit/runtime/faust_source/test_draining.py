"""A worker that drains takes no run that comes after one that was dropped."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

import faust
import pytest
from faust.types import TP, ConsumerMessage

from services.records.record import Record
from services.runtime.faust_source.app import make_app
from services.runtime.faust_source.consumer import Consumer
from services.runtime.process.settings import Settings
from services.runtime.source import Run

PARTITION = TP("news-raw", 0)


class Thread:
    """Stands in for the thread of aiokafka's consumer: notes the offsets that are committed."""

    def __init__(self) -> None:
        self.committed: dict[TP, int] = {}

    def assignment(self) -> set[TP]:
        return {PARTITION}

    async def commit(self, offsets: dict[TP, int]) -> bool:
        self.committed.update(offsets)
        return True


@pytest.fixture
async def app(tmp_path: Path) -> faust.App:
    """Give an app that owns a partition, as after a rebalance."""
    app = make_app("parser", Settings(), folder=str(tmp_path), commits=True)
    app.finalize()
    own(app)._thread.thread_loop.close()  # noqa: SLF001
    own(app)._thread = Thread()  # type: ignore[assignment]  # noqa: SLF001
    app.flow_control.resume()
    return app


def own(app: faust.App) -> Consumer:
    return cast("Consumer", app.consumer)


def message(consumer: Consumer, offset: int) -> ConsumerMessage:
    """Return a run of one record, as Faust's messages hold it."""
    return consumer._to_message(PARTITION, Run([Record(*PARTITION, offset, b"")], 0))  # noqa: SLF001


async def test_a_drain_waits_for_what_is_in_hand_and_commits_it(app: faust.App) -> None:
    consumer = own(app)
    taken = message(consumer, 7)
    consumer.track_message(taken)
    draining = asyncio.create_task(own(app).drain())
    assert await asyncio.wait([draining], timeout=0.05) == (set(), {draining})
    consumer.ack(taken)
    await draining
    assert consumer._thread.committed == {PARTITION: 8}  # type: ignore[attr-defined]  # noqa: SLF001


async def test_nothing_flows_once_a_drain_has_begun(app: faust.App) -> None:
    assert app.flow_control.is_active()
    await own(app).drain()
    assert not app.flow_control.is_active()


async def test_nothing_flows_after_a_rebalance_either(app: faust.App) -> None:
    consumer = own(app)
    app.rebalancing = True
    taken = message(consumer, 7)
    consumer.track_message(taken)
    draining = asyncio.create_task(own(app).drain())
    await asyncio.sleep(0)
    app.flow_control.resume()  # as Faust does at the end of a rebalance
    app.rebalancing = False
    consumer.ack(taken)
    await draining
    assert not app.flow_control.is_active()
