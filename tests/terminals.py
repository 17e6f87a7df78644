"""Commands run in a terminal, and text that tries to steer it."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple
from unittest import mock

from services.cli import main

STEERING = (
    "\x1b]52;c;cHduZWQ=\x07"  # writes to the clipboard
    "\x1b]0;title\x07\x1b[2J\x9b31m\x9d0;title\x9c"  # window title, erased screen, the same in C1
    "\x1b]8;;http://evil.example\x1b\\"  # a link
    "\u202e\u2066\u200b\U000e0041\x7f\b\r"
)
MARKUP = "[/bold] [link=http://evil.example]x[/link] :smile:"
HOSTILE = f"Evil{STEERING}{MARKUP}"

_STEERING_CHARACTERS = {character for character in STEERING if not character.isprintable()}
_OUR_OWN = re.compile(
    r"\x1b\[[\d;]*m"  # rich's colours
    r"|\x1b\[\?25[lh]|\x1b\[\d*[AK]|\r"  # and the moves of its progress bars
)
_TERMINAL = {"TERM": "xterm-256color", "COLUMNS": "1000", "PYTHONUTF8": "1"}
_SECONDS = 60


class Shown(NamedTuple):
    """What a command showed, stdout and stderr together, and the code it ended with."""

    code: int
    text: str

    @property
    def steering(self) -> set[str]:
        """Return the characters that could have steered the terminal, but for our own colours."""
        return _STEERING_CHARACTERS & set(_OUR_OWN.sub("", self.text))


def in_terminal(*arguments: str) -> Shown:
    """Run a `tagwire` command that needs no broker, in this process, in a terminal."""

    def run(terminal: int) -> int:
        with (
            os.fdopen(terminal, "w", encoding="utf-8") as stream,
            contextlib.redirect_stdout(stream),
            contextlib.redirect_stderr(stream),
            mock.patch.dict(os.environ, _TERMINAL),
            mock.patch.object(sys, "argv", ["tagwire", *arguments]),
        ):
            try:
                main()
            except SystemExit as end:
                return int(end.code or 0)
            return 0

    return _watched(run)


def process_in_terminal(*arguments: str, environment: Mapping[str, str]) -> Shown:
    """Run a `tagwire` command as a process in a terminal until it ends."""

    def run(terminal: int) -> int:
        child = subprocess.Popen(
            [sys.executable, "-m", "services.cli", *arguments],
            env={**environment, **_TERMINAL},
            stdin=subprocess.DEVNULL,
            stdout=terminal,
            stderr=terminal,
        )
        os.close(terminal)
        try:
            return child.wait(_SECONDS)
        finally:
            child.kill()
            child.wait()

    return _watched(run)


def _watched(run: Callable[[int], int]) -> Shown:
    """Return what is written to a terminal that `run` closes, and the code that it returns."""
    ours, its = pty.openpty()
    output = bytearray()
    reader = threading.Thread(target=_read_all, args=(ours, output))
    reader.start()
    try:
        code = run(its)
    finally:
        reader.join()
        os.close(ours)
    return Shown(code, output.decode(errors="surrogateescape"))


def _read_all(terminal: int, output: bytearray) -> None:
    # An error is how a terminal says that its last user has gone.
    with contextlib.suppress(OSError):
        while chunk := os.read(terminal, 65536):
            output += chunk
