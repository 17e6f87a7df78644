"""Workers as child processes, and what they use: CPU time and memory, from /proc."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from deploy.brokers.process import spawn, stop, tail
from deploy.environment import ROOT
from services.runtime.process.settings import Settings
from tests.integration.harness import variables

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Sample(NamedTuple):
    """At a moment (seconds since 1970): CPU seconds used, bytes of memory, records settled."""

    at: float
    cpu: float
    memory: int
    settled: int


class Workers(NamedTuple):
    """Running processes and their logs."""

    processes: list[subprocess.Popen[bytes]]
    logs: list[Path]

    def check(self) -> None:
        """Raise `RuntimeError` with the last lines of a process that has ended."""
        for child, log in zip(self.processes, self.logs, strict=True):
            if child.poll() is not None:
                raise RuntimeError(f"a worker ended with {child.returncode}:\n{tail(log, 40)}")

    def sample(self, settled: int) -> Sample:
        usage = [_usage(child.pid) for child in self.processes]
        cpu, memory = (sum(values) for values in zip(*usage, strict=True))
        return Sample(time.time(), cpu, int(memory), settled)


@contextmanager
def workers(
    commands: Sequence[Sequence[str]], settings: Settings, **more: object
) -> Iterator[Workers]:
    """Run processes with these settings until the end of the block."""
    with tempfile.TemporaryDirectory(prefix="tagwire-bench-") as name:
        logs = [Path(name) / f"{number}.log" for number in range(len(commands))]
        environment = variables(settings, **more)
        children = [
            spawn(command, folder=ROOT, log=log, environment=environment)
            for command, log in zip(commands, logs, strict=True)
        ]
        try:
            yield Workers(children, logs)
        finally:
            stop(*children, grace=10)


def _usage(pid: int) -> tuple[float, int]:
    """Return CPU seconds and resident bytes of a process (proc(5), /proc/pid/stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS, int(fields[21]) * _PAGE
