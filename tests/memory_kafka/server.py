"""Brokers in memory, on a port: what speaks Kafka's protocol runs on them unchanged."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from tests.memory_kafka.broker import HOST, Found
from tests.memory_kafka.cluster import Cluster
from tests.memory_kafka.codes import Code, KafkaFailure
from tests.memory_kafka.faults import Effect, Fault, Faults
from tests.memory_kafka.handlers import HANDLERS, refused
from tests.memory_kafka.structs import Asked, asked

_LENGTH = struct.Struct(">i")

_TICK_SECONDS = 0.05
"""From one look at what is due to the next."""

Spy = Callable[[str, Mapping[str, Any], Mapping[str, Any]], None]
"""Is told each request that was carried out: its kind, its body and the answer's."""


class _Lost(Exception):
    """The connection breaks."""


class MemoryKafka:
    """One broker, which is the leader and the coordinator of everything.

    It runs in the event loop that starts it. Times are those of the loop, unless a `clock` is
    given.
    """

    def __init__(self, clock: Callable[[], float] | None = None, spy: Spy | None = None) -> None:
        self.cluster = Cluster()
        self.faults = Faults()
        self.port = 0
        self._clock = clock
        self._spy = spy
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    @property
    def bootstrap_servers(self) -> str:
        """Return the address, as clients take it."""
        return f"{HOST}:{self.port}"

    def now(self) -> float:
        """Return the time."""
        return self._clock() if self._clock else asyncio.get_running_loop().time()

    def order(self, api: str, effect: Effect, **more: Any) -> Fault:  # noqa: ANN401
        """Have something befall the next request of a kind; see `Fault`."""
        return self.faults.order(Fault(api, effect, **more))

    def change(self) -> None:
        """Wake up who waits for something, after the cluster was changed by hand."""
        self.cluster.tick(self.now())
        self._changed.set()
        self._changed = asyncio.Event()

    async def appear(self) -> None:
        """Listen, at the port that it had before, if it had one."""
        self._server = await asyncio.start_server(self._serve, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def vanish(self) -> None:
        """Break all connections, and take no others. What the cluster knows stays."""
        if self._server:
            self._server.close()
            self._server = None
        for task in self._serving:
            task.cancel()
        if self._serving:
            await asyncio.wait(self._serving)

    async def until(
        self, found: Callable[[], Found | None], seconds: float | None = None
    ) -> Found | None:
        """Return what a look at the cluster gives once that is not None; at last, what it gives."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while (answer := found()) is None:
                    await self._a_change()
                return answer
        return found()

    async def _a_change(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_TICK_SECONDS):
                await self._changed.wait()
                return
        self.cluster.tick(self.now())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            while True:
                (length,) = _LENGTH.unpack(await reader.readexactly(4))
                answer = await self._answer(asked(await reader.readexactly(length)))
                if answer is not None:
                    writer.write(_LENGTH.pack(len(answer)) + answer)
                    await writer.drain()
        except (OSError, EOFError, KeyError, asyncio.CancelledError, _Lost):
            pass  # nobody listens any more, or nobody is here
        finally:
            self._serving.discard(task)
            writer.transport.abort()

    async def _answer(self, request: Asked) -> bytes | None:
        fault = self.faults.take(request.api, request.body)
        await self._breaks(fault, "before")
        body = await self._carried_out(request, fault.effect if fault else None)
        await self._breaks(fault, "after")
        if fault and fault.effect == "failed-after":
            body = refused(request, Code.UNKNOWN_SERVER_ERROR)
        if request.api == "Produce" and request.body["required_acks"] == 0:
            return None
        if self._spy:
            self._spy(request.api, request.body, body)
        return request.answer(body)

    async def _breaks(self, fault: Fault | None, when: str) -> None:
        if fault and fault.effect == f"lost-{when}":
            raise _Lost
        if fault and fault.effect == f"held-{when}":
            await fault.released.wait()

    async def _carried_out(self, request: Asked, effect: Effect | None) -> Mapping[str, Any]:
        self.cluster.tick(self.now())
        if isinstance(effect, Code):
            return refused(request, effect)
        try:
            return await HANDLERS[request.api](self, request)
        except KafkaFailure as failure:
            return refused(request, failure.code)
        finally:
            self.change()


@asynccontextmanager
async def memory_kafka(
    clock: Callable[[], float] | None = None, spy: Spy | None = None
) -> AsyncIterator[MemoryKafka]:
    """Give a broker that listens."""
    kafka = MemoryKafka(clock, spy)
    await kafka.appear()
    try:
        yield kafka
    finally:
        await kafka.vanish()
