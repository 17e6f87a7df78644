"""The bytes in flight: all that ingest holds of dumps, bounded as a whole.

A request that needs room waits for it a moment, then whoever keeps most bytes waiting for
its client gives way: a crowd of stalled uploads cannot shut out a small dump.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

_ROOM_SECONDS = 1.0
"""So long a request waits for room before somebody has to give way."""

_TRIES = 4


class Overloaded(Exception):
    """There is no room for a request, or it had to give way to a smaller one."""

    def __init__(self) -> None:
        super().__init__(
            "too many dumps are on their way at once: send it again, a few at a time (or give "
            "ingest more room by TAGWIRE_HTTP_MAX_IN_FLIGHT_BYTES)"
        )


class InFlight:
    """Counts the bytes that requests hold, and those handed over that no broker has yet."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._shares: set[Share] = set()
        self._handed_over = 0
        self._freed = asyncio.Event()

    @property
    def used(self) -> int:
        """How many bytes are in flight."""
        return self._handed_over + sum(share.held for share in self._shares)

    @contextmanager
    def share(self) -> Iterator[Share]:
        """Give a request its share, which is free again after the block."""
        share = Share(self)
        self._shares.add(share)
        try:
            yield share
        finally:
            self._shares.discard(share)
            self._freed.set()

    def fits(self, size: int) -> bool:
        """Tell whether there is room for so many bytes more."""
        return self.used + size <= self._limit

    async def freed(self) -> None:
        """Wait until something may have become free."""
        self._freed.clear()
        await self._freed.wait()

    def hand_over(self, size: int, confirmation: asyncio.Future[object]) -> None:
        """Count bytes until the brokers have confirmed or refused them, whoever waits for that."""
        self._handed_over += size
        confirmation.add_done_callback(lambda done: self._take_back(size, done))

    def give_way(self, asking: Share) -> None:
        """Turn away the request that holds most: one that waits, or the one that asks.

        Raises:
            Overloaded: it is the one that asks.

        """
        waiting = (share for share in self._shares if share.waits)
        largest = max([asking, *waiting], key=lambda share: share.held)
        if largest is asking:
            raise Overloaded
        largest.turn_away()

    def free(self) -> None:
        """Tell those that wait for room that there may be some."""
        self._freed.set()

    def _take_back(self, size: int, done: asyncio.Future[object]) -> None:
        done.cancelled() or done.exception()  # retrieved, should the request be gone
        self._handed_over -= size
        self._freed.set()


class Share:
    """What one request holds, in bytes."""

    def __init__(self, in_flight: InFlight) -> None:
        self.held = 0
        self._in_flight = in_flight
        self._turned_away = False
        self._pause: asyncio.Timeout | None = None

    @property
    def waits(self) -> bool:
        """Whether the request waits, for its client or for room, and has not been turned away."""
        return self._pause is not None and not self._turned_away

    async def hold(self, size: int) -> None:
        """Hold so many bytes more, as soon as there is room. Raises `Overloaded`."""
        tries = 0
        while not self._in_flight.fits(size):
            try:
                await self.wait(self._in_flight.freed(), _ROOM_SECONDS)
            except TimeoutError:
                tries += 1
                if tries > _TRIES:
                    raise Overloaded from None
                self._in_flight.give_way(self)
        self.held += size

    def drop(self, size: int) -> None:
        """Hold so many bytes less."""
        self.held -= size
        self._in_flight.free()

    def hand_over(self, size: int, confirmation: asyncio.Future[object]) -> None:
        """Hold so many bytes less: they wait for the brokers now, with or without the request."""
        self.held -= size
        self._in_flight.hand_over(size, confirmation)

    async def wait(self, awaitable: Awaitable[T], seconds: float) -> T:
        """Wait for the client, or for room, as long as nobody else needs what is held.

        Raises:
            TimeoutError: the time is over.
            Overloaded: the request has to give way.

        """
        try:
            async with asyncio.timeout(seconds) as self._pause:
                return await awaitable
        except TimeoutError:
            if self._turned_away:
                raise Overloaded from None
            raise
        finally:
            self._pause = None

    def turn_away(self) -> None:
        """End the request's waiting: somebody else needs what it holds."""
        self._turned_away = True
        if self._pause is not None and not self._pause.expired():
            self._pause.reschedule(asyncio.get_running_loop().time())
