"""The three services as child processes, for `tagwire demo` and `tagwire up`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.brokers import process
from services.runtime.errors import SetupError

SERVICES = ("ingest", "parser", "classifier")
_STOP_SECONDS = 25
_SHOWN_LINES = 5


class ServiceProcesses:
    """The running services; their logs are files in `folder`."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._folder = folder
        self._children = {service: self._spawn(service, environment) for service in SERVICES}

    def check(self) -> None:
        """Raise `SetupError`, with its last log lines, if a service has ended."""
        for service, child in self._children.items():
            if child.poll() is not None:
                last = process.tail(self._log(service), _SHOWN_LINES)
                raise SetupError(f"{service} ended with code {child.returncode}:\n{last}")

    def stop(self) -> None:
        """Ask all to stop, and end those that do not."""
        process.stop(*self._children.values(), grace=_STOP_SECONDS)

    def _spawn(self, service: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "services.cli", service]
        log = self._log(service)
        return process.spawn(command, folder=self._folder, log=log, environment=environment)

    def _log(self, service: str) -> Path:
        return self._folder / f"{service}.log"


@contextmanager
def running_services(environment: Mapping[str, str], folder: Path) -> Iterator[ServiceProcesses]:
    """Start the services with this environment, and stop them at the end."""
    services = ServiceProcesses(environment, folder)
    try:
        yield services
    finally:
        services.stop()
