"""The user's cache folder: what is fetched once serves every checkout and every test run."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

from deploy.brokers.errors import BrokerError


def cached(name: str, done: str, fill: Callable[[Path], None]) -> Path:
    """Return the folder `name` of the cache; if it is missing, say what is `done`, and `fill` it.

    It appears complete or not at all, and of several processes one fills it. Raises
    `BrokerError` if the cache cannot be written, and whatever `fill` raises.
    """
    base = user_cache_path("tagwire", appauthor=False)
    folder = base / name
    if folder.is_dir():
        return folder
    try:
        base.mkdir(parents=True, exist_ok=True)
        with FileLock(base / f"{name}.lock"):
            if not folder.is_dir():
                sys.stderr.write(f"{done}, once ...\n")
                _fill(folder, fill)
    except OSError as error:
        raise BrokerError(
            f"The cache folder {base} cannot be written: {error.strerror or error}. "
            "Make it writable, or name another in XDG_CACHE_HOME."
        ) from error
    return folder


def _fill(folder: Path, fill: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as work:
        made = Path(work, "made")
        made.mkdir()
        fill(made)
        made.rename(folder)
