"""A TCP proxy that can fail as networks do: cut, refuse, carry nothing for a while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from deploy.brokers.ports import HOST

_CHUNK_BYTES = 256 * 1024


class Proxy:
    """Carries connections to `port` on to `upstream`, both on the loopback address."""

    def __init__(self, port: int, upstream: int) -> None:
        self.port = port
        self._upstream = upstream
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._ends: set[asyncio.StreamWriter] = set()
        self._carriers: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @property
    def connections(self) -> int:
        """Return how many connections it carries."""
        return len(self._carriers)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Proxy]:
        """Serve until the end of the block."""
        await self._listen()
        try:
            yield self
        finally:
            self._close()
            await asyncio.gather(*self._carriers, return_exceptions=True)

    def cut(self) -> None:
        """Break every connection; new ones are carried as before."""
        for end in list(self._ends):
            end.transport.abort()

    @asynccontextmanager
    async def refusing(self) -> AsyncIterator[None]:
        """Break every connection and refuse new ones until the end of the block."""
        self._close()
        try:
            yield
        finally:
            await self._listen()

    @contextmanager
    def stalling(self) -> Iterator[None]:
        """Carry no byte until the end of the block, and then all; connections stay open."""
        self._flowing.clear()
        try:
            yield
        finally:
            self._flowing.set()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, HOST, self.port)

    def _close(self) -> None:
        if self._server:
            self._server.close()
        self.cut()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carrier = asyncio.create_task(self._carry(reader, writer))
        self._carriers.add(carrier)
        carrier.add_done_callback(self._carriers.discard)

    async def _carry(self, from_client: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        with suppress(OSError), self._end(client):  # either side may break at any time
            from_server, server = await asyncio.open_connection(HOST, self._upstream)
            with self._end(server):
                await _first(self._pump(from_client, server), self._pump(from_server, client))

    @contextmanager
    def _end(self, writer: asyncio.StreamWriter) -> Iterator[None]:
        """Keep an end at hand, for `cut`, and break it when the connection is over."""
        self._ends.add(writer)
        try:
            yield
        finally:
            self._ends.discard(writer)
            writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK_BYTES):
            await self._flowing.wait()
            writer.write(data)
            await writer.drain()


async def _first(*pumps: Coroutine[None, None, None]) -> None:
    """Wait until one direction is over, and give up the other."""
    tasks = [asyncio.create_task(pump) for pump in pumps]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
