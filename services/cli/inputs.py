"""Reads the inputs of commands that need no broker, and tells what of them was no good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

import orjson

from schemas import headers as names
from schemas.dead_letters import Reason
from services.cli.harmless import write_json
from services.ingest.files import STDIN, FoundDump, find_files, read_dumps
from services.runtime.errors import SetupError
from services.runtime.records import Record, Rejected

T = TypeVar("T")


def for_each(paths: tuple[str, ...], work: Callable[[Record], T], use: Callable[[T], None]) -> bool:
    """Hand the work's result for each input to `use`, in order; no paths mean stdin.

    What is rejected is a JSON line on stderr (dump_id, reason, message). Returns whether
    nothing was.

    Raises:
        SetupError: a file cannot be read.

    """
    complete = True
    for found in _read(paths):
        try:
            result = _attempt(work, _record(found))
        except Rejected as error:
            complete = False
            _complain(found, error)
        else:
            use(result)
    return complete


def _read(paths: tuple[str, ...]) -> Iterator[FoundDump]:
    for file in find_files(paths or (STDIN,)):
        try:
            yield from map(_writable, read_dumps(file))
        except OSError as error:
            raise SetupError(f"{file} cannot be read: {error.strerror}") from None


def _writable(found: FoundDump) -> FoundDump:
    """Return the dump at a place that UTF-8 can write: the bytes of a file's name may be any."""
    return replace(found, place=found.place.encode(errors="replace").decode())


def _record(found: FoundDump) -> Record:
    """Return the record that a producer would have made of the dump, just now."""
    headers = {names.CONTENT_TYPE: found.content_type, names.CE_ID: found.place}
    return Record(
        topic=found.place,
        partition=0,
        offset=0,
        value=found.body,
        headers=tuple((key, text.encode()) for key, text in headers.items() if text),
        timestamp=int(datetime.now(UTC).timestamp() * 1000),
    )


def _attempt(work: Callable[[Record], T], record: Record) -> T:
    try:
        return work(record)
    except Rejected:
        raise
    except Exception as error:
        raise Rejected(Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}") from error


def _complain(found: FoundDump, error: Rejected) -> None:
    line = {"dump_id": _id(found), "reason": error.reason, "message": error.message}
    write_json(line, err=True)


def _id(found: FoundDump) -> str:
    """Return the dump's own id where it can be read, else its place."""
    try:
        own = orjson.loads(found.body)
    except orjson.JSONDecodeError:
        return found.place
    named = own.get("id") or own.get("dump_id") if isinstance(own, dict) else None
    return str(named or found.place)
