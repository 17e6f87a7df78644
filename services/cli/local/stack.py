"""All of Tagwire on this machine: a broker, the topics and the three services."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from deploy.brokers import Broker, BrokerError, embedded_broker, kept_kafka
from deploy.brokers.data_folder import data_folder
from deploy.brokers.ports import free_port, is_free
from services.cli.local.logs import kept_logs, temporary_logs
from services.cli.local.processes import ServiceProcesses, running_services
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings, environment, is_set, load_settings

READY_SECONDS = 60

# The embedded broker holds back a group's first records for most of the session timeout.
_EMBEDDED_SESSION_SECONDS = 4
# After a crash the partitions wait so long for workers that are gone; here no network is slow.
_LOCAL_SESSION_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Stack:
    """What runs: how to reach it, its processes, and the broker if that is our own."""

    settings: Settings
    services: ServiceProcesses
    logs: Path
    broker: Broker | None

    @property
    def url(self) -> str:
        """Return the address of ingest."""
        return f"http://{self.settings.http_host}:{self.settings.http_port}"

    def metrics_urls(self) -> dict[str, str]:
        """Return the address of each service's metrics, by its name."""
        host = self.settings.http_host
        return {name: f"http://{host}:{port}" for name, port in self.services.ports().items()}

    async def ready(self) -> None:
        """Wait until ingest serves.

        Raises:
            SetupError: something ended for good, or ingest did not serve in `READY_SECONDS`.

        """
        deadline = asyncio.get_running_loop().time() + READY_SECONDS
        async with aiohttp.ClientSession() as session:
            while not await _answers(session, f"{self.url}/readyz"):
                self.tend()
                if asyncio.get_running_loop().time() > deadline:
                    raise SetupError(f"ingest was not ready in {READY_SECONDS} s")
                await asyncio.sleep(0.1)

    def tend(self) -> None:
        """Start services again that have ended; to be called again and again.

        Raises:
            SetupError: the broker ended, or a service for a reason that stays.

        """
        if self.broker is not None and not self.broker.alive:
            raise SetupError(f"{self.broker.name} ended by itself:\n{self.broker.last_lines()}")
        self.services.tend()


@contextmanager
def embedded_stack(kafka_port: int | None, http_port: int) -> Iterator[Stack]:
    """Run everything on the embedded broker; None and 0 pick free ports.

    Raises:
        SetupError: a port is taken, or the broker does not start.

    """
    _refuse_taken(kafka_port)
    with temporary_logs() as logs, _broker_errors(), embedded_broker(kafka_port) as broker:
        settings = _local_settings(broker, _EMBEDDED_SESSION_SECONDS, http_port)
        with _services(settings, logs, broker) as running:
            yield running


@contextmanager
def kafka_stack(folder: Path, *, fresh: bool, kafka_port: int, http_port: int) -> Iterator[Stack]:
    """Run everything on Apache Kafka with the data of earlier runs, none of it if `fresh`.

    Raises:
        SetupError: the folder or a port is taken, or the broker does not start.

    """
    with _broker_errors(), data_folder(folder, fresh=fresh) as data:
        _refuse_taken(kafka_port)
        with kept_logs(data.logs) as logs, _broker_errors(), kept_kafka(data, kafka_port) as broker:
            settings = _local_settings(broker, _LOCAL_SESSION_SECONDS, http_port)
            with _services(settings, logs, broker) as running:
                yield running


@contextmanager
def given_stack(settings: Settings) -> Iterator[Stack]:
    """Run the topics' set-up and the services against the brokers in the settings.

    Raises:
        SetupError: the brokers cannot be reached, or something ended for good.

    """
    with temporary_logs() as logs, _services(settings, logs, None) as running:
        yield running


@contextmanager
def _services(settings: Settings, logs: Path, broker: Broker | None) -> Iterator[Stack]:
    asyncio.run(create_topics(settings))
    child_environment = environment(
        kafka_bootstrap_servers=settings.kafka_bootstrap_servers,
        kafka_session_timeout_seconds=settings.kafka_session_timeout_seconds,
        http_port=settings.http_port,
    )
    with running_services(child_environment, logs) as services:
        yield Stack(settings, services, logs, broker)


@contextmanager
def _broker_errors() -> Iterator[None]:
    try:
        yield
    except BrokerError as error:
        raise SetupError(str(error)) from None


def _refuse_taken(port: int | None) -> None:
    if port is not None and not is_free(port):
        raise SetupError(
            f"port {port} is taken: stop what listens there, or name another with --kafka-port"
        )


def _local_settings(broker: Broker, session_seconds: float, http_port: int) -> Settings:
    given = "kafka_session_timeout_seconds"
    return load_settings(
        kafka_bootstrap_servers=broker.bootstrap_servers,
        http_port=http_port or free_port(),
        **({} if is_set(given) else {given: session_seconds}),
    )


async def _answers(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as response:
            return response.status == 200  # noqa: PLR2004 - HTTP OK
    except aiohttp.ClientError:
        return False
