"""Keeps workers running as compose does: whoever ends, however it ended, is started again."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from deploy.brokers import process
from tests.chaos.plan import SERVICES, Service
from tests.integration.forked import ForkedProcess, Streams
from tests.integration.harness import tagwire

_LOOK_SECONDS = 0.05
_STOP_SECONDS = 30


@dataclass
class Supervisor:
    """The workers of each service, by number; what each says is in a file of `folder`.

    `exits` counts the exit codes of each service, minus the number for a signal's.
    """

    environment: Mapping[str, str]
    folder: Path
    exits: dict[Service, Counter[int]] = field(
        default_factory=lambda: {service: Counter() for service in SERVICES}
    )
    _children: dict[tuple[Service, int], ForkedProcess] = field(default_factory=dict)

    @asynccontextmanager
    async def running(self, workers: int) -> AsyncIterator[Supervisor]:
        """Keep so many workers of each service running until the end of the block."""
        for service in SERVICES:
            for number in range(workers):
                self._spawn(service, number)
        keeping = asyncio.create_task(self._keep())
        try:
            yield self
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await asyncio.to_thread(self._stop)

    def child(self, service: Service, number: int) -> ForkedProcess:
        """Return the process that is this worker now; a later one takes its place."""
        return self._children[service, number]

    @property
    def codes(self) -> Counter[int]:
        """Return the exit codes of all services together."""
        return sum(self.exits.values(), Counter[int]())

    def last_lines(self) -> str:
        """Return the last lines that each worker wrote."""
        tails = ((log.name, process.tail(log, lines=5)) for log in sorted(self.folder.iterdir()))
        return "\n".join(f"--- {name}\n{tail}" for name, tail in tails)

    async def _keep(self) -> None:
        while True:
            for (service, number), child in list(self._children.items()):
                if (code := child.poll()) is not None:
                    self.exits[service][code] += 1
                    self._spawn(service, number)
            await asyncio.sleep(_LOOK_SECONDS)

    def _spawn(self, service: Service, number: int) -> None:
        log = self.folder / f"{service}-{number}.log"
        self._children[service, number] = ForkedProcess(
            tagwire(service), self.environment, Streams(Path(os.devnull), log, log)
        )

    def _stop(self) -> None:
        deadline = time.monotonic() + _STOP_SECONDS
        for child in self._children.values():
            child.send_signal(signal.SIGCONT)  # else one that is frozen would not hear
            child.send_signal(signal.SIGTERM)
        for (service, _), child in self._children.items():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0, deadline - time.monotonic()))
            child.kill()
            self.exits[service][child.wait()] += 1
