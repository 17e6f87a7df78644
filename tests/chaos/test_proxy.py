from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from deploy.brokers import ports
from tests.chaos.proxy import Proxy

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    """Give a proxy before a server that sends back what it gets."""
    echoes: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        echoes.add(asyncio.create_task(echo(reader, writer)))

    async with await asyncio.start_server(accept, ports.HOST, 0) as server:
        upstream = server.sockets[0].getsockname()[1]
        async with Proxy(ports.free_port(), upstream).running() as running:
            yield running
        await asyncio.gather(*echoes)


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1024):
        writer.write(data)
    writer.close()


@asynccontextmanager
async def connected(proxy: Proxy) -> AsyncIterator[Connection]:
    reader, writer = await asyncio.open_connection(ports.HOST, proxy.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def answer(connection: Connection, data: bytes) -> bytes:
    reader, writer = connection
    writer.write(data)
    return await asyncio.wait_for(reader.readexactly(len(data)), 20)


async def is_broken(connection: Connection) -> bool:
    try:
        return await asyncio.wait_for(connection[0].read(1), 20) == b""
    except ConnectionResetError:
        return True


async def test_it_carries_both_ways_whatever_the_size(proxy: Proxy) -> None:
    large = bytes(range(256)) * 8192
    async with connected(proxy) as one, connected(proxy) as other:
        assert await answer(one, b"one") == b"one"
        assert await answer(other, large) == large
        assert proxy.connections == 2


async def test_a_cut_breaks_what_is_there_and_spares_what_comes(proxy: Proxy) -> None:
    async with connected(proxy) as before:
        await answer(before, b"before")
        proxy.cut()
        assert await is_broken(before)
    async with connected(proxy) as after:
        assert await answer(after, b"after") == b"after"


async def test_it_refuses_and_comes_back_on_the_same_port(proxy: Proxy) -> None:
    async with connected(proxy) as before:
        await answer(before, b"before")
        async with proxy.refusing():
            assert await is_broken(before)
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection(ports.HOST, proxy.port)
    async with connected(proxy) as after:
        assert await answer(after, b"after") == b"after"


async def test_what_a_stall_holds_back_arrives_after_it(proxy: Proxy) -> None:
    async with connected(proxy) as connection:
        await answer(connection, b"before")
        with proxy.stalling():
            held = asyncio.create_task(answer(connection, b"held"))
            _, waiting = await asyncio.wait([held], timeout=0.2)
            assert waiting
        assert await held == b"held"


async def test_a_client_that_leaves_is_forgotten(proxy: Proxy) -> None:
    async with connected(proxy) as connection:
        await answer(connection, b"here")
    async with asyncio.timeout(20):
        while proxy.connections:
            await asyncio.sleep(0.01)


async def test_without_a_server_behind_it_a_connection_ends_at_once() -> None:
    lonely = Proxy(ports.free_port(), ports.free_port())
    async with lonely.running(), connected(lonely) as connection:
        assert await is_broken(connection)
