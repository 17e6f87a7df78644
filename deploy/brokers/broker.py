"""A local broker's process, from start to stop."""

from __future__ import annotations

import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from deploy.brokers import ports, process
from deploy.brokers.errors import BrokerError
from deploy.brokers.probe import fetch_metadata

START_SECONDS = 90.0  # on a busy machine; else it takes a few
_POLL_SECONDS = 0.02
_PROBE_SECONDS = 2.0


def new_cluster_id() -> str:
    """Return a random cluster id: 22 letters and digits, as long as Kafka's own.

    Kafka makes them in base64, but its tools take one that starts with a hyphen for an option.
    """
    return uuid.uuid4().hex[:22]


@dataclass(kw_only=True)
class Broker:
    """A broker on the loopback address.

    `folder` holds its data, `log` gets its output, `cluster_id` tells its cluster from any
    other that may answer on the same port.
    """

    name: str
    command: Sequence[str]
    port: int
    cluster_id: str
    folder: Path
    log: Path
    environment: Mapping[str, str] | None = None
    stop_seconds: float = 10.0
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    @property
    def bootstrap_servers(self) -> str:
        """Return its address, ``host:port``."""
        return f"{ports.HOST}:{self.port}"

    @property
    def pid(self) -> int:
        """Return its process id. Raises `BrokerError` before the first start."""
        if self._process is None:
            raise BrokerError(f"{self.name} was not started.")
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Tell whether its process lives."""
        return self._process is not None and self._process.poll() is None

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Start it, and stop it at the end."""
        try:
            self.start()
            yield self
        finally:
            self.stop()

    def start(self) -> None:
        """Start it and return once it serves. Raises `BrokerError` if it doesn't."""
        self.launch()
        self.wait_until_serving()

    def launch(self) -> None:
        """Start its process. Raises `BrokerError` if its port is taken."""
        ports.claim(self.port)
        self._process = process.spawn(
            self.command, folder=self.folder, log=self.log, environment=self.environment
        )

    def wait_until_serving(self) -> None:
        """Return once it is in service. Raises `BrokerError` if it ends, or gives no answer."""
        deadline = time.monotonic() + START_SECONDS
        while not self._serves():
            self._check(deadline)
            time.sleep(_POLL_SECONDS)

    def _serves(self) -> bool:
        try:
            metadata = fetch_metadata(ports.HOST, self.port, _PROBE_SECONDS)
        except (OSError, EOFError):
            return False
        ours = metadata.cluster_id == self.cluster_id
        return ours and self.bootstrap_servers in metadata.brokers

    def _check(self, deadline: float) -> None:
        if not self.alive:
            raise BrokerError(f"{self.name} ended while starting.{self._ending()}")
        if time.monotonic() > deadline:
            raise BrokerError(
                f"{self.name} gave no answer for {START_SECONDS:.0f} s.{self._ending()}"
            )

    def _ending(self) -> str:
        return f" Its last lines:\n{self.last_lines()}"

    def last_lines(self) -> str:
        """Return the last lines of its output."""
        return process.tail(self.log)

    def stop(self) -> None:
        """End it cleanly, or by force after `stop_seconds`; its data stays for `start`."""
        if self._process is not None:
            process.stop(self._process, grace=self.stop_seconds)

    def kill(self) -> None:
        """End it as a crash would, for tests; its data stays for `start`.

        Apache Kafka's next start then takes up to 12 seconds: it waits until the dead
        process's registration lapses (`broker.session.timeout.ms`, 9 s).
        """
        if self._process is not None:
            self._process.kill()
            self._process.wait()
