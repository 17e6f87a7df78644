"""All of Tagwire on this machine: a broker, the topics and the three services."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from deploy.brokers import BrokerError, embedded_broker
from deploy.brokers.ports import free_port
from services.cli.processes import ServiceProcesses, running_services
from services.runtime.errors import SetupError
from services.runtime.settings import Settings, environment, load_settings
from services.runtime.topics import create_topics

READY_SECONDS = 60

# The embedded broker holds back a group's first records for most of the session timeout.
_EMBEDDED_SESSION_SECONDS = 4


@dataclass(frozen=True, slots=True)
class Stack:
    """What runs: how to reach it, and its processes."""

    settings: Settings
    services: ServiceProcesses
    logs: Path

    @property
    def url(self) -> str:
        """Return the address of ingest."""
        return f"http://{self.settings.http_host}:{self.settings.http_port}"

    async def ready(self) -> None:
        """Wait until ingest serves.

        Raises:
            SetupError: a service ended, or did not become ready in `READY_SECONDS`.

        """
        deadline = asyncio.get_running_loop().time() + READY_SECONDS
        async with aiohttp.ClientSession() as session:
            while not await _answers(session, f"{self.url}/readyz"):
                self.services.check()
                if asyncio.get_running_loop().time() > deadline:
                    raise SetupError(f"ingest was not ready in {READY_SECONDS} s")
                await asyncio.sleep(0.1)


@contextmanager
def embedded_stack(kafka_port: int | None, http_port: int) -> Iterator[Stack]:
    """Run everything on the embedded broker; None and 0 pick free ports.

    Raises:
        SetupError: a port is taken, or the broker does not start.

    """
    try:
        with embedded_broker(kafka_port) as broker:
            settings = load_settings(
                kafka_bootstrap_servers=broker.bootstrap_servers,
                kafka_session_timeout_seconds=_EMBEDDED_SESSION_SECONDS,
                http_port=http_port or free_port(),
            )
            with stack(settings) as running:
                yield running
    except BrokerError as error:
        raise SetupError(str(error)) from None


@contextmanager
def stack(settings: Settings) -> Iterator[Stack]:
    """Run the topics' set-up and the services against the brokers in the settings."""
    asyncio.run(create_topics(settings))
    child_environment = environment(
        kafka_bootstrap_servers=settings.kafka_bootstrap_servers,
        kafka_session_timeout_seconds=settings.kafka_session_timeout_seconds,
        http_port=settings.http_port,
    )
    with tempfile.TemporaryDirectory(prefix="tagwire-") as folder:
        logs = Path(folder)
        with running_services(child_environment, logs) as services:
            yield Stack(settings, services, logs)


async def _answers(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as response:
            return response.status == 200  # noqa: PLR2004 - HTTP OK
    except aiohttp.ClientError:
        return False
