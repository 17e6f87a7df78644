"""Bootstrap servers that are no brokers: found out over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from deploy.brokers.ports import HOST, free_port
from services.runtime.kafka.clients import connection
from services.runtime.kafka.diagnosis.diagnose import diagnose, goes_in_clear
from services.runtime.kafka.diagnosis.findings import Diagnosis
from services.runtime.process.settings import Settings

SHORT, LONG = 0.3, 1.5  # s: where nobody answers, and where somebody does

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]


async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.read(65536):
        pass
    writer.close()


async def rude(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
    writer.close()


async def ssh(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.6\r\n")
    await deaf(reader, writer)


async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"\0\0\0\x0a\x1b]0;title\x07")
    await deaf(reader, writer)


@asynccontextmanager
async def served(behaviour: Behaviour) -> AsyncIterator[str]:
    server = await asyncio.start_server(behaviour, HOST, 0)
    async with server:
        yield f"{HOST}:{server.sockets[0].getsockname()[1]}"


async def finding(servers: str, step_seconds: float, **more: Any) -> Diagnosis:  # noqa: ANN401
    found = await diagnose(
        connection(Settings(kafka_bootstrap_servers=servers, **more)), step_seconds
    )
    assert found
    return found


@pytest.mark.parametrize(
    ("behaviour", "step_seconds", "said", "may_pass"),
    [
        (deaf, SHORT, "accepts connections, but does not answer", True),
        (rude, LONG, "ends the connection", True),
        (web, LONG, "is a web server, no Kafka broker", False),
        (ssh, SHORT, "accepts connections, but does not answer", True),
        (garbage, LONG, "ends the connection", True),
    ],
)
async def test_a_server_that_is_no_broker(
    behaviour: Behaviour, step_seconds: float, said: str, *, may_pass: bool
) -> None:
    async with served(behaviour) as address:
        plain, tls = await asyncio.gather(
            finding(address, step_seconds),
            finding(address, step_seconds, kafka_security_protocol="SSL"),
        )
    assert plain.text.startswith(f"{address} {said}")
    assert plain.may_pass is tls.may_pass is may_pass
    assert tls.text.startswith(address)


async def test_each_server_is_diagnosed() -> None:
    closed = f"{HOST}:{free_port()}"
    async with served(web) as address:
        found = await finding(f"{closed}, kafka.invalid:9092,{address}", LONG)
    assert not found.may_pass
    first, second, third = found.text.split("; ")
    assert first.startswith(f"{closed} refuses connections")
    assert second == "the host name of kafka.invalid:9092 does not resolve"
    assert third.startswith(f"{address} is a web server")


async def test_what_may_come_up_is_waited_for() -> None:
    assert (await finding(f"{HOST}:{free_port()},kafka.invalid:9092", LONG)).may_pass


@pytest.mark.parametrize(
    ("servers", "protocol", "mechanism", "clear"),
    [
        ("kafka.example:9092", "SASL_PLAINTEXT", "PLAIN", True),
        ("localhost:9092,10.0.0.1:9092", "SASL_PLAINTEXT", "PLAIN", True),
        ("localhost:9092,127.0.0.2:9092,[::1]:9092", "SASL_PLAINTEXT", "PLAIN", False),
        ("kafka.example:9092", "SASL_PLAINTEXT", "SCRAM-SHA-256", False),
        ("kafka.example:9092", "SASL_SSL", "PLAIN", False),
    ],
)
def test_a_password_that_goes_in_clear_is_known(
    servers: str, protocol: str, mechanism: str, *, clear: bool
) -> None:
    way = {
        "bootstrap_servers": servers,
        "security_protocol": protocol,
        "sasl_mechanism": mechanism,
    }
    assert goes_in_clear(way) is clear
