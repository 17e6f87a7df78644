"""Batches on their way: one is processed while the one before is written, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Never, cast

import pytest
from typing_extensions import override

from services.records.record import Record
from services.runtime import pipeline as module
from services.runtime.delivery.stage import Write
from services.runtime.liveness.progress import Progress
from services.runtime.pipeline import Pipeline
from services.runtime.source import Batch, Run, Source, Standing
from tests.metric_values import moved

PARTITION = ("news-raw", 0)


def batch(*offsets: int) -> Batch:
    """Return a batch of runs of one record."""
    return Batch([Run([Record(*PARTITION, offset, b"")], 0) for offset in offsets])


class Told:
    """A source, and a writer whose writes wait until they are told to end; all is noted."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.may_end = asyncio.Semaphore(0)

    async def prepare(self, records: Sequence[Record]) -> Write:
        name = str(records[0].offset)
        self.done.append(f"prepare {name}")

        async def write() -> None:
            self.done.append(f"write {name}")
            await self.may_end.acquire()

        return write

    async def acknowledge(self, batch: Batch) -> None:
        self.done.append(f"acknowledge {batch.records[0].offset}")


def pipeline_of(told: Told, progress: Progress) -> Pipeline:
    return Pipeline(cast("Source", told), told, progress)


async def test_a_batch_is_prepared_while_the_one_before_is_written() -> None:
    told = Told()
    pipeline = pipeline_of(told, Progress(0))
    await pipeline.submit(batch(0, 1))
    second = asyncio.create_task(pipeline.submit(batch(2)))
    assert await asyncio.wait([second], timeout=0.05) == (set(), {second})
    assert told.done == ["prepare 0", "write 0", "prepare 2"]
    told.may_end.release()
    await second
    told.may_end.release()
    await pipeline.written()
    assert told.done[3:] == ["acknowledge 0", "write 2", "acknowledge 2"]


async def test_a_batch_is_counted_once_it_is_written() -> None:
    told = Told()
    pipeline = pipeline_of(told, Progress(0))
    with moved("workers") as found:
        await pipeline.submit(batch(0, 1))
    assert not found
    with moved("workers") as found:
        told.may_end.release()
        await pipeline.written()
    assert found["tagwire_batch_records_sum",] == 2
    assert found["tagwire_batch_seconds_count",] == 1


async def test_a_batch_is_in_hand_until_it_is_written() -> None:
    told, progress = Told(), Progress(0)
    pipeline = pipeline_of(told, progress)
    progress.see({PARTITION: Standing(0, 0)}, 0)
    await pipeline.submit(batch(0))
    progress.see({PARTITION: Standing(1, 1)}, 1)
    progress.see({PARTITION: Standing(1, 1)}, 11)
    assert progress.standstill(11) == 10
    told.may_end.release()
    await pipeline.written()
    progress.see({PARTITION: Standing(1, 1)}, 12)
    assert progress.standstill(12) == 0


async def test_what_is_being_written_outlives_whoever_waits_for_it() -> None:
    told = Told()
    pipeline = pipeline_of(told, Progress(0))
    await pipeline.submit(batch(0))
    waiting = asyncio.create_task(pipeline.written())
    await asyncio.sleep(0)
    waiting.cancel()
    told.may_end.release()
    await pipeline.written()
    assert told.done[-1] == "acknowledge 0"


class Ended(BaseException):
    """Stands in for the end of the process."""


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """Return what processes ended of: these go on."""
    found: list[BaseException] = []

    def give_up(error: BaseException, **_: object) -> Never:
        found.append(error)
        raise Ended

    monkeypatch.setattr(module, "give_up", give_up)
    return found


class Failing(Told):
    """A writer whose preparing or writing fails."""

    def __init__(self, *, prepares: bool) -> None:
        super().__init__()
        self._prepares = prepares

    @override
    async def prepare(self, _: Sequence[Record]) -> Write:
        if not self._prepares:
            raise MemoryError

        async def write() -> None:
            raise MemoryError

        return write


@pytest.mark.parametrize("prepares", [True, False])
async def test_any_failure_ends_the_process_before_the_batch_is_acknowledged(
    ends: list[BaseException], *, prepares: bool
) -> None:
    told = Failing(prepares=prepares)
    pipeline = pipeline_of(told, Progress(0))
    with suppress(Ended):
        await pipeline.submit(batch(0))
        await pipeline.written()
    assert [type(error) for error in ends] == [MemoryError]
    assert told.done == []


async def test_a_batch_that_is_cancelled_ends_the_process(ends: list[BaseException]) -> None:
    class Endless(Told):
        @override
        async def prepare(self, _: Sequence[Record]) -> Write:
            await asyncio.Event().wait()
            raise AssertionError

    told = Endless()
    work = asyncio.create_task(pipeline_of(told, Progress(0)).submit(batch(0)))
    await asyncio.sleep(0)
    work.cancel()
    with pytest.raises(Ended):
        await work
    assert [type(error) for error in ends] == [asyncio.CancelledError]
