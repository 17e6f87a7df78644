"""The services as child processes, for `tagwire demo` and `tagwire up`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from deploy.brokers import process
from deploy.brokers.ports import free_port
from services.cli.local.restarts import is_mended_by_restart, pause_before_restart
from services.registry import SERVICES
from services.runtime.metrics import definitions as metrics
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import variable

_STOP_SECONDS = 25
_SHOWN_LINES = 5


@dataclass
class _Child:
    """A service: its process, the port of its metrics, its start, and when a new one is due."""

    process: subprocess.Popen[bytes]
    port: int
    started: float
    pause: float = 0.0
    due: float | None = None


class ServiceProcesses:
    """The running services; their logs are files in `folder`."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._environment = environment
        self._folder = folder
        self._children: dict[str, _Child] = {}

    def start(self) -> None:
        """Start all of them."""
        for service in SERVICES:
            self._spawn(service.name, time.monotonic())

    def tend(self) -> None:
        """Start those again that have ended, each after a pause; to be called again and again.

        Raises:
            SetupError: one ended for a reason that stays; its last log lines say which.

        """
        for service, child in list(self._children.items()):
            self._tend(service, child, time.monotonic())

    def ports(self) -> dict[str, int]:
        """Return the port of each service's metrics, by its name."""
        return {service: child.port for service, child in self._children.items()}

    def stop(self) -> None:
        """Ask all to stop, and end those that do not."""
        process.stop(*(child.process for child in self._children.values()), grace=_STOP_SECONDS)

    def _tend(self, service: str, child: _Child, now: float) -> None:
        code = child.process.poll()
        if code is None:
            return
        if child.due is None:
            self._ended(service, child, code, now)
        elif now >= child.due:
            metrics.SERVICE_RESTARTS.labels(service).inc()
            self._spawn(service, now, child.pause)

    def _ended(self, service: str, child: _Child, code: int, now: float) -> None:
        if not is_mended_by_restart(code):
            last = process.tail(self._log(service), _SHOWN_LINES)
            raise SetupError(f"{service} ended with code {code}, and would again:\n{last}")
        child.pause = pause_before_restart(now - child.started, child.pause)
        child.due = now + child.pause
        click.echo(
            f"{service} ended with code {code} and starts again in {child.pause:.0f} s; "
            f"why: {self._log(service)}",
            err=True,
        )

    def _spawn(self, service: str, now: float, pause: float = 0.0) -> None:
        port = free_port()
        spawned = process.spawn(
            [sys.executable, "-m", "services.cli", service],
            folder=self._folder,
            log=self._log(service),
            environment={**self._environment, variable("health_port"): str(port)},
        )
        self._children[service] = _Child(spawned, port, now, pause)

    def _log(self, service: str) -> Path:
        return self._folder / f"{service}.log"


@contextmanager
def running_services(environment: Mapping[str, str], folder: Path) -> Iterator[ServiceProcesses]:
    """Start the services with this environment, and stop them at the end."""
    services = ServiceProcesses(environment, folder)
    try:
        services.start()
        yield services
    finally:
        services.stop()
