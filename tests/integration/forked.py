"""Processes that run a module of ours as ``python -m`` does, forked from one that imported it.

An interpreter that imports Faust and aiokafka anew costs ten times as much, and the tests start
some two hundred. Here a server (of `multiprocessing`) imports them once, starts no thread and no
loop, and forks at each call. What a process is given besides is its own: command line,
environment, standard streams.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from multiprocessing import connection
from pathlib import Path
from typing import NamedTuple

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["tests.integration.forked_imports"])

_ONE_AT_A_TIME = threading.Lock()
"""Whoever asks for an exit code takes it off a pipe, and a start asks for all of them."""


class Streams(NamedTuple):
    """Files in place of a process's standard streams, appended to; else it has the tests' own."""

    stdin: Path
    stdout: Path
    stderr: Path


class ForkedProcess:
    """A process that was forked; what can be done with it is as in `subprocess.Popen`."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        streams: Streams | None = None,
    ) -> None:
        """Start it: a module and its arguments, as they follow ``python -m``."""
        given = (list(command), dict(environment), streams)
        self._process = _FORKING.Process(target=_run, args=given, daemon=True)
        with _ONE_AT_A_TIME:
            self._process.start()

    @property
    def pid(self) -> int:
        """Return its process id."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Return its exit code, minus the number for a signal's, None while it runs."""
        return self.poll()

    def poll(self) -> int | None:
        """Return its exit code, minus the number for a signal's, None while it runs."""
        with _ONE_AT_A_TIME:
            return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended, and return its exit code.

        Raises:
            subprocess.TimeoutExpired: it has not in `timeout` seconds.

        """
        connection.wait([self._process.sentinel], timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it has not ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it on the spot."""
        self.send_signal(signal.SIGKILL)


def run_forked(
    command: Sequence[str], environment: Mapping[str, str], *, stdin: bytes = b"", timeout: float
) -> subprocess.CompletedProcess[bytes]:
    """Run a process to its end. Raises `subprocess.TimeoutExpired` after `timeout` seconds."""
    with tempfile.TemporaryDirectory(prefix="tagwire-forked-") as folder:
        streams = Streams(*(Path(folder, name) for name in Streams._fields))
        streams.stdin.write_bytes(stdin)
        child = ForkedProcess(command, environment, streams)
        try:
            code = child.wait(timeout)
        finally:
            child.kill()
        output, errors = streams.stdout.read_bytes(), streams.stderr.read_bytes()
    return subprocess.CompletedProcess(command, code, output, errors)


def _run(command: Sequence[str], environment: Mapping[str, str], streams: Streams | None) -> None:
    os.environ.clear()
    os.environ.update(environment)
    if streams:
        _redirect(streams)
    sys.argv = list(command)
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)


def _redirect(streams: Streams) -> None:
    with (
        streams.stdin.open("rb") as stdin,
        streams.stdout.open("ab") as stdout,
        streams.stderr.open("ab") as stderr,
    ):
        for number, file in enumerate((stdin, stdout, stderr)):
            os.dup2(file.fileno(), number)
    sys.stdin = os.fdopen(0, closefd=False)
