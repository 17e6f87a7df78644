"""The data folder of a broker that is kept from run to run.

``tagwire.json`` says what made it, ``kafka/`` holds the broker's data, ``logs/`` what the last
run wrote.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock, Timeout
from platformdirs import user_data_path

from deploy.brokers.errors import BrokerError
from deploy.brokers.jars import kafka_version

_LAYOUT = 1
_MARKER = "tagwire.json"
_NEW_MARKER = "tagwire.json.new"
_LOCK = "in-use.lock"
_DELETED = "deleted"
_OURS_BEFORE_THE_MARKER = {_LOCK, _NEW_MARKER}
_INSTEAD = "Name another folder with --data"


class DataFolder(NamedTuple):
    """A data folder that is this process's alone."""

    path: Path

    @property
    def kafka(self) -> Path:
        """Return the folder with the broker's data."""
        return self.path / "kafka"

    @property
    def logs(self) -> Path:
        """Return the folder with the logs."""
        return self.path / "logs"


def default_data_folder() -> Path:
    """Return the data folder of who names none: in the user's own data."""
    return user_data_path("tagwire", appauthor=False)


@contextmanager
def data_folder(path: Path, *, fresh: bool = False) -> Iterator[DataFolder]:
    """Hold a data folder until the end of the block: a new one, or one made before.

    `fresh` deletes what it held. Raises `BrokerError` if it is another's, in use, or of a kind
    that this version cannot read.
    """
    path = path.resolve()
    lock = FileLock(path / _LOCK, timeout=0)
    with _explained(path):
        _refuse_foreign(path)
        path.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    try:
        with _explained(path):
            _prepare(DataFolder(path), fresh=fresh)
        yield DataFolder(path)
    finally:
        lock.release()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except Timeout as error:
        raise BrokerError(
            f"The data folder {path} is in use by another `tagwire up`. "
            f"Stop that one. {_INSTEAD} to run both."
        ) from error
    except OSError as error:
        raise BrokerError(
            f"The data folder {path} cannot be used: {error.strerror or error}. {_INSTEAD}."
        ) from error


def _refuse_foreign(path: Path) -> None:
    """Never write to, let alone delete from, a folder that is somebody else's."""
    if path.exists() and not path.is_dir():
        raise BrokerError(f"{path} is not a folder. {_INSTEAD}.")
    names = {entry.name for entry in path.iterdir()} if path.exists() else set()
    if _MARKER not in names and names - _OURS_BEFORE_THE_MARKER:
        raise BrokerError(
            f"{path} holds something else than Tagwire's data. {_INSTEAD}: a new or empty one."
        )


def _prepare(folder: DataFolder, *, fresh: bool) -> None:
    shutil.rmtree(folder.path / _DELETED, ignore_errors=True)  # of a run that was killed meanwhile
    if fresh:
        _delete(folder)
    elif (folder.path / _MARKER).exists():
        _check(folder)
    _mark(folder)
    folder.logs.mkdir(exist_ok=True)


def _delete(folder: DataFolder) -> None:
    """Delete the data. It is renamed first, so that no half of it is ever taken for data."""
    for part in (folder.kafka, folder.logs):
        if part.exists():
            part.rename(folder.path / _DELETED)
            shutil.rmtree(folder.path / _DELETED)


def _check(folder: DataFolder) -> None:
    made_by = _made_by(folder.path / _MARKER)
    if made_by.get("layout") != _LAYOUT or _numbers(made_by["kafka"]) > _numbers(kafka_version()):
        raise BrokerError(
            f"The data in {folder.path} was made by a later version, with Apache Kafka "
            f"{made_by['kafka']}; this is {kafka_version()}. Use that version of Tagwire, name "
            "another folder with --data, or delete the data with --fresh."
        )


def _made_by(marker: Path) -> dict[str, Any]:
    try:
        made_by = json.loads(marker.read_text(encoding="utf-8"))
        _numbers(made_by["kafka"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokerError(
            f"{marker} is damaged, so that nothing is known of the data beside it. "
            f"{_INSTEAD}, or delete the data with --fresh."
        ) from error
    return dict(made_by)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _mark(folder: DataFolder) -> None:
    new = folder.path / _NEW_MARKER
    new.write_text(json.dumps({"layout": _LAYOUT, "kafka": kafka_version()}) + "\n")
    new.replace(folder.path / _MARKER)
