"""Folders of the logs of what `tagwire demo` and `tagwire up` run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.runtime.process.errors import SetupError

_EARLIER = ".1"


@contextmanager
def temporary_logs() -> Iterator[Path]:
    """Give a folder for logs, which is deleted at the end unless something has failed."""
    folder = Path(tempfile.mkdtemp(prefix="tagwire-"))
    try:
        with named_in_errors(folder):
            yield folder
    except KeyboardInterrupt:
        shutil.rmtree(folder)
        raise
    shutil.rmtree(folder)


@contextmanager
def kept_logs(folder: Path) -> Iterator[Path]:
    """Give a folder for logs that stay: those of this run, and those of the one before."""
    for log in sorted(folder.glob("*.log")):
        log.replace(log.with_name(log.name + _EARLIER))
    with named_in_errors(folder):
        yield folder


@contextmanager
def named_in_errors(folder: Path) -> Iterator[None]:
    """Say where the logs are in each `SetupError`."""
    try:
        yield
    except SetupError as error:
        raise SetupError(f"{error}\nThe logs are in {folder}") from None
