"""Asks one address, as a client would, and finds out why it cannot be used."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from aiokafka.conn import AIOKafkaConnection, create_conn
from aiokafka.errors import KafkaError
from aiokafka.protocol.admin import SaslHandShakeRequest
from aiokafka.protocol.metadata import MetadataRequest
from typing_extensions import override

from services.runtime.kafka.diagnosis import findings
from services.runtime.kafka.diagnosis.findings import Diagnosis, Spoken

Way = Mapping[str, Any]
"""How to talk to brokers, as aiokafka's clients take it: servers, protocol, TLS context, SASL."""

_SECOND_LOOK_SECONDS = 1.0

# What a conversation with somebody who speaks another language may end in.
_FAILURES = (OSError, KafkaError, ValueError, AssertionError)

_REFUSED_MECHANISM = 33
_TAKES_SASL = (0, _REFUSED_MECHANISM)


class Address(NamedTuple):
    """Where a broker listens."""

    host: str
    port: int

    @override
    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class _Unusable(Exception):
    def __init__(self, finding: Diagnosis) -> None:
        super().__init__(finding.text)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Probe:
    """Asks in this way; a name, a connection and an answer may take `step_seconds` each."""

    way: Way
    step_seconds: float

    async def ask(self, address: Address) -> Diagnosis | None:
        """Return why clients cannot use this bootstrap server, None if they can."""
        try:
            advertised = await self._converse(address)
        except _Unusable as unusable:
            return unusable.finding
        if not advertised or address in advertised:
            return None
        if not all(found := await self._check(advertised)):
            return None
        await asyncio.sleep(_SECOND_LOOK_SECONDS)  # brokers come and go; what is advertised stays
        if not all(found := await self._check(advertised)):
            return None
        return findings.misadvertised(address, [one for one in found if one])

    async def _check(self, brokers: list[Address]) -> list[Diagnosis | None]:
        return await asyncio.gather(*map(self._check_one, brokers))

    async def _check_one(self, broker: Address) -> Diagnosis | None:
        try:
            await self._converse(broker)
        except _Unusable as unusable:
            return unusable.finding
        return None

    async def _converse(self, address: Address) -> list[Address]:
        """Return the addresses that the broker there gives to clients."""
        await self._reach(address)
        try:
            async with self._connected(address, self.way) as connection:
                answer = await connection.send(MetadataRequest([]))
                return [Address(host, port) for _, host, port, *_ in answer.brokers]
        except _FAILURES as error:
            raise _Unusable(await self._explained(address, error)) from None

    async def _reach(self, address: Address) -> None:
        try:
            async with asyncio.timeout(self.step_seconds):
                await asyncio.get_running_loop().getaddrinfo(*address)
        except (socket.gaierror, UnicodeError, TimeoutError):
            raise _Unusable(findings.unresolved(address)) from None
        try:
            async with asyncio.timeout(self.step_seconds):
                _, writer = await asyncio.open_connection(*address)
        except TimeoutError:
            raise _Unusable(findings.silent(address)) from None
        except OSError as error:
            # asyncio joins the errors of several addresses of a name in one text.
            refused = f"Errno {errno.ECONNREFUSED}]" in str(error)
            found = findings.refused(address) if refused else findings.unreachable(address, error)
            raise _Unusable(found) from None
        writer.close()

    async def _explained(self, address: Address, error: BaseException) -> Diagnosis:
        if found := findings.named(address, self.way, error):
            return found
        spoken, is_http = await asyncio.gather(self._spoken(address), self._speaks_http(address))
        if is_http:
            return findings.http(address)
        return findings.by_language(address, self.way, error, spoken)

    async def _spoken(self, address: Address) -> Spoken | None:
        """Return what is really spoken there, whatever the certificate."""
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        plain, secret = await asyncio.gather(
            self._try(address, {"security_protocol": "PLAINTEXT"}),
            self._try(address, {"security_protocol": "SSL", "ssl_context": trusting}),
        )
        return plain or secret

    async def _try(self, address: Address, way: Way) -> Spoken | None:
        try:
            async with self._connected(address, way) as connection:
                await connection.send(MetadataRequest([]))
        except TimeoutError:
            return None
        except _FAILURES as error:
            return Spoken("SSL") if findings.is_alert(error) else await self._try_sasl(address, way)
        return Spoken(way["security_protocol"])

    async def _try_sasl(self, address: Address, way: Way) -> Spoken | None:
        try:
            async with self._connected(address, way) as connection:
                answer = await connection.send(SaslHandShakeRequest("PLAIN"))
        except _FAILURES:
            return None
        if answer.error_code not in _TAKES_SASL:
            return None
        return Spoken(f"SASL_{way['security_protocol']}", tuple(answer.enabled_mechanisms or ()))

    async def _speaks_http(self, address: Address) -> bool:
        try:
            async with asyncio.timeout(self.step_seconds):
                reader, writer = await asyncio.open_connection(*address)
                try:
                    writer.write(b"HEAD / HTTP/1.0\r\n\r\n")
                    return (await reader.read(5)).startswith(b"HTTP/")
                finally:
                    writer.close()
        except OSError:
            return False

    @asynccontextmanager
    async def _connected(self, address: Address, way: Way) -> AsyncIterator[AIOKafkaConnection]:
        given = {name: value for name, value in way.items() if name != "bootstrap_servers"}
        milliseconds = self.step_seconds * 1000
        connection = await create_conn(
            *address, client_id="tagwire-probe", request_timeout_ms=milliseconds, **given
        )
        try:
            yield connection
        finally:
            connection.close()
