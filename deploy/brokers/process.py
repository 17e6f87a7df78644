"""Child processes that end with their parent, whatever ends it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_DIE_WITH_PARENT = Path(__file__).with_name("die_with_parent.py")


def spawn(
    command: Sequence[str],
    *,
    folder: Path,
    log: Path,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in `folder`, with its output appended to `log`.

    It runs in a session of its own, so that a terminal's Ctrl-C reaches only the parent.
    On Linux the kernel kills it when the thread that called this ends, so call it from a
    thread that lives long, such as the main one; elsewhere only `stop` ends it.
    """
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - the callers' own commands
            [*_prefix(), *command],
            cwd=folder,
            env=None if environment is None else dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _prefix() -> list[str]:
    if sys.platform != "linux":
        return []
    return [sys.executable, "-I", "-S", str(_DIE_WITH_PARENT), str(os.getpid())]


def stop(*processes: subprocess.Popen[bytes], grace: float) -> None:
    """End processes side by side: ask all, then kill those that live on for `grace` seconds."""
    deadline = time.monotonic() + grace
    try:
        for process in processes:
            process.terminate()
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0, deadline - time.monotonic()))
    finally:  # also when a second Ctrl-C cuts the wait short
        for process in processes:
            process.kill()
            process.wait()


def tail(log: Path, lines: int = 15) -> str:
    """Return the last `lines` lines of `log`, an empty text if there is none."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
