"""Batches of a stream: when they are cut, and when their events are acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from typing import Any

from typing_extensions import override

from services.records.record import Record
from services.runtime.batch_size import BatchSize
from services.runtime.faust_source.intake import Intake
from services.runtime.source import Run


class Event(int):
    """Stands in for Faust's event: a number, and a run of one record."""

    @property
    def value(self) -> Run:
        return Run([Record("news-raw", 0, int(self), b"")], self.size)

    size = 0


class Page(Event):
    size = 2_000_000


class Three(Event):
    """A run of three records."""

    @property
    @override
    def value(self) -> Run:
        return Run([Record("news-raw", 0, int(self), b"")] * 3, 0)


class Fixed(BatchSize):
    """A size that stays as it is."""

    @override
    def note(self, records: int, seconds: float, work_seconds: float) -> None:
        return


class Stream:
    """Stands in for Faust's stream: events by number."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self.waiting: asyncio.Queue[Event] = asyncio.Queue()
        self.put(numbers)
        self.acknowledged: list[int] = []
        self.enable_acks = True
        self._tasks: list[asyncio.Task[None]] = []

    def put(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.waiting.put_nowait(number if isinstance(number, Event) else Event(number))

    def add_future(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(coroutine))

    async def events(self) -> AsyncIterator[Event]:
        while True:
            yield await self.waiting.get()

    async def ack(self, number: int) -> None:
        self.acknowledged.append(number)


async def at_once() -> None:
    return


def batches_of(
    stream: Stream, most: int, ready: Callable[[], Awaitable[object]] = at_once
) -> AsyncGenerator[list[int]]:
    return Intake(stream, asyncio.Event(), Fixed(most)).batches(ready)


async def test_a_batch_is_what_there_is() -> None:
    stream = Stream([1, 2, 3])
    batches = batches_of(stream, most=5)
    assert await anext(batches) == [1, 2, 3]
    stream.put([4])
    assert await anext(batches) == [4]


async def test_a_batch_has_no_more_than_the_most() -> None:
    batches = batches_of(Stream(range(7)), most=3)
    assert await anext(batches) == [0, 1, 2]
    assert await anext(batches) == [3, 4, 5]


async def test_a_batch_grows_until_it_is_wanted() -> None:
    stream, ready = Stream([1]), asyncio.Event()
    batches = batches_of(stream, most=3, ready=ready.wait)
    first = asyncio.create_task(anext(batches))
    assert await asyncio.wait([first], timeout=0.05) == (set(), {first})
    stream.put([2])
    ready.set()
    assert await first == [1, 2]


async def test_a_full_batch_waits_for_nothing() -> None:
    batches = batches_of(Stream([1, 2]), most=2, ready=asyncio.Event().wait)
    assert await anext(batches) == [1, 2]


async def test_a_batch_of_large_records_is_full_sooner() -> None:
    stream = Stream(map(Page, range(5)))
    batches = batches_of(stream, most=9, ready=asyncio.Event().wait)
    assert await anext(batches) == [0, 1]
    assert await anext(batches) == [2, 3]


async def test_a_run_that_does_not_fit_begins_the_next_batch() -> None:
    stream = Stream(map(Three, range(5)))
    batches = batches_of(stream, most=7, ready=asyncio.Event().wait)
    assert await anext(batches) == [0, 1]
    assert await anext(batches) == [2, 3]


async def test_a_run_larger_than_a_batch_is_one() -> None:
    batches = Intake(Stream(map(Three, range(2))), asyncio.Event(), Fixed(2)).batches(at_once)
    assert await anext(batches) == [0]
    assert await anext(batches) == [1]


async def test_events_are_acknowledged_when_told() -> None:
    stream = Stream([1, 2])
    own = Intake(stream, asyncio.Event(), Fixed(5))
    batch = await anext(own.batches(at_once))
    assert not stream.enable_acks
    assert stream.acknowledged == []
    await own.acknowledge(batch)
    assert stream.acknowledged == [1, 2]


async def test_nothing_is_taken_beside_a_batch_but_one_event() -> None:
    stream = Stream([1])
    batches = batches_of(stream, most=5)
    await anext(batches)
    stream.put([2, 3, 4])
    await asyncio.sleep(0.01)
    assert stream.waiting.qsize() >= 2
    assert await anext(batches) == [2, 3, 4]


async def test_events_are_wanted_until_the_batch_is_cut() -> None:
    wanted = asyncio.Event()
    stream = Stream([])
    batches = Intake(stream, wanted, Fixed(5)).batches(at_once)
    first = asyncio.create_task(anext(batches))
    await wanted.wait()
    stream.put([1])
    await first
    assert not wanted.is_set()
