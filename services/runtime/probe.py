"""Asks one address, as a client would, and finds out why it cannot be used."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from aiokafka.conn import AIOKafkaConnection, create_conn
from aiokafka.errors import KafkaError
from aiokafka.protocol.admin import SaslHandShakeRequest
from aiokafka.protocol.metadata import MetadataRequest

from services.runtime import findings
from services.runtime.findings import Finding, Spoken

Way = Mapping[str, Any]
"""How to talk to a broker, as aiokafka's clients take it: protocol, TLS context, SASL."""

_STEP_SECONDS = 1.5
"""How long a name, a connection or an answer may take."""

_SECOND_LOOK_SECONDS = 1.0

# What a conversation with somebody who speaks another language may end in.
_FAILURES = (OSError, KafkaError, ValueError, AssertionError)

_REFUSED_MECHANISM = 33
_TAKES_SASL = (0, _REFUSED_MECHANISM)


class Address(NamedTuple):
    """Where a broker listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


async def probe(address: Address, way: Way) -> Finding | None:
    """Return why clients cannot use this bootstrap server, None if they can."""
    try:
        advertised = await _converse(address, way)
    except _Unusable as unusable:
        return unusable.finding
    others = [broker for broker in advertised if broker != address]
    if len(others) < len(advertised) or not others:
        return None
    if not all(found := await _check(others, way)):
        return None
    await asyncio.sleep(_SECOND_LOOK_SECONDS)  # brokers come and go; what is advertised stays
    if not all(found := await _check(others, way)):
        return None
    return findings.misadvertised(address, [one for one in found if one])


class _Unusable(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.text)
        self.finding = finding


async def _check(brokers: list[Address], way: Way) -> list[Finding | None]:
    return await asyncio.gather(*(_check_one(broker, way) for broker in brokers))


async def _check_one(broker: Address, way: Way) -> Finding | None:
    try:
        await _converse(broker, way)
    except _Unusable as unusable:
        return unusable.finding
    return None


async def _converse(address: Address, way: Way) -> list[Address]:
    """Return the addresses that the broker there gives to clients."""
    await _reach(address)
    try:
        async with _connected(address, way) as connection:
            answer = await connection.send(MetadataRequest([]))
            return [Address(host, port) for _, host, port, *_ in answer.brokers]
    except _FAILURES as error:
        raise _Unusable(await _explained(address, way, error)) from None


async def _reach(address: Address) -> None:
    try:
        async with asyncio.timeout(_STEP_SECONDS):
            await asyncio.get_running_loop().getaddrinfo(*address)
    except (socket.gaierror, UnicodeError, TimeoutError):
        raise _Unusable(findings.unresolved(address)) from None
    try:
        async with asyncio.timeout(_STEP_SECONDS):
            _, writer = await asyncio.open_connection(*address)
    except TimeoutError:
        raise _Unusable(findings.silent(address)) from None
    except OSError as error:
        # asyncio joins the errors of several addresses of a name in one text.
        refused = f"Errno {errno.ECONNREFUSED}]" in str(error)
        found = findings.refused(address) if refused else findings.unreachable(address, error)
        raise _Unusable(found) from None
    writer.close()


async def _explained(address: Address, way: Way, error: BaseException) -> Finding:
    if found := findings.named(address, way, error):
        return found
    spoken, is_http = await asyncio.gather(_spoken(address), _speaks_http(address))
    if is_http:
        return findings.http(address)
    return findings.by_language(address, way, error, spoken)


async def _spoken(address: Address) -> Spoken | None:
    """Return what is really spoken there, whatever the certificate."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    plain, secret = await asyncio.gather(
        _try({"security_protocol": "PLAINTEXT"}, address),
        _try({"security_protocol": "SSL", "ssl_context": trusting}, address),
    )
    return plain or secret


async def _try(way: Way, address: Address) -> Spoken | None:
    try:
        async with _connected(address, way) as connection:
            answer = await connection.send(SaslHandShakeRequest("PLAIN"))
    except _FAILURES as error:
        return Spoken("SSL") if findings.is_alert(error) else None
    mechanisms = tuple(answer.enabled_mechanisms or ()) if answer.error_code in _TAKES_SASL else ()
    return Spoken(("SASL_" if mechanisms else "") + way["security_protocol"], mechanisms)


async def _speaks_http(address: Address) -> bool:
    try:
        async with asyncio.timeout(_STEP_SECONDS):
            reader, writer = await asyncio.open_connection(*address)
            try:
                writer.write(b"HEAD / HTTP/1.0\r\n\r\n")
                return (await reader.read(5)).startswith(b"HTTP/")
            finally:
                writer.close()
    except OSError:
        return False


@asynccontextmanager
async def _connected(address: Address, way: Way) -> AsyncIterator[AIOKafkaConnection]:
    given = {name: value for name, value in way.items() if name != "bootstrap_servers"}
    connection = await create_conn(
        *address, client_id="tagwire-probe", request_timeout_ms=_STEP_SECONDS * 1000, **given
    )
    try:
        yield connection
    finally:
        connection.close()
