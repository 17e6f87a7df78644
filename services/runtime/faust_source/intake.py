"""Batches of a Faust stream: what has come while the batch before was being settled.

Faust's own `take_events` wakes up all the time, also when nothing comes, and lets a lone
record wait for its next turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from time import process_time
from typing import Any

from services.runtime.batch_size import BatchSize
from services.runtime.process.race import first_done
from services.runtime.source import RUN_BYTES, Run

_GATHER_SECONDS = 0.001
"""The runs of one fetch come one after the other."""


class Intake:
    """Takes a batch when it is full, or there is a record and all is ready.

    `fetch_wanted` is set as long as it takes events: in between, whoever fetches records need not
    hurry, and gets more at once.
    """

    def __init__(self, stream: Any, fetch_wanted: asyncio.Event, size: BatchSize) -> None:  # noqa: ANN401 - Faust gives no usable type
        """Take a stream of runs, and what says how many records a batch may have."""
        self._stream = stream
        self._size = size
        self._events: list[Any] = []
        self._records = self._bytes = 0
        self._fetch_wanted = fetch_wanted
        self._some, self._full = asyncio.Event(), asyncio.Event()

    async def batches(self, ready: Callable[[], Awaitable[object]]) -> AsyncGenerator[list[Any]]:
        """Yield batches of events without an end; `ready` waits until one is wanted."""
        self._stream.enable_acks = False
        self._stream.add_future(self._collect())
        clock = asyncio.get_running_loop()
        while True:
            self._fetch_wanted.set()
            await self._some.wait()
            await first_done(self._full.wait(), _gathered(ready))
            # What comes now stays in Faust's buffer, which a rebalance clears, but for one event.
            self._fetch_wanted.clear()
            batch, self._events = self._events, []
            records, self._records, self._bytes = self._records, 0, 0
            self._some.clear()
            self._full.clear()
            begun, worked = clock.time(), process_time()
            yield batch
            self._size.note(records, clock.time() - begun, process_time() - worked)

    async def acknowledge(self, events: Sequence[Any]) -> None:
        """Tell Faust that it need not deliver these events again."""
        for event in events:
            await self._stream.ack(event)

    async def _collect(self) -> None:
        async for event in self._stream.events():
            if not self._has_room(event.value):
                await self._cut()
            self._events.append(event)
            self._records += len(event.value.records)
            self._bytes += event.value.size
            self._some.set()
            if self._is_full():
                await self._cut()
            await self._fetch_wanted.wait()

    def _has_room(self, run: Run) -> bool:
        records, size = self._records + len(run.records), self._bytes + run.size
        return not self._events or (records <= self._size.most and size <= RUN_BYTES)

    def _is_full(self) -> bool:
        return self._records >= self._size.most or self._bytes >= RUN_BYTES

    async def _cut(self) -> None:
        """Have the batch taken, and wait until another one is wanted."""
        self._full.set()
        self._fetch_wanted.clear()
        await self._fetch_wanted.wait()


async def _gathered(ready: Callable[[], Awaitable[object]]) -> None:
    await asyncio.sleep(_GATHER_SECONDS)
    await ready()
