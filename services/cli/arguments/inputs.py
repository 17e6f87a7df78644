"""Reads the inputs of commands that need no broker, and tells what of them was no good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

import orjson

from schemas import headers as names
from schemas.dead_letters import Reason
from schemas.topics import MAX_EVENT_BYTES
from services.cli.terminal.harmless import write_json
from services.ingest.files import FoundDump, RefusedDump, read_dumps
from services.ingest.folders import STDIN, as_text, find_files
from services.records.record import Record, Rejected
from services.runtime.process.errors import SetupError

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
            result = _attempt(work, found)
        except Rejected as error:
            complete = False
            _complain(found, error)
        else:
            use(result)
    return complete


def _read(paths: tuple[str, ...]) -> Iterator[FoundDump | RefusedDump]:
    files = find_files(paths or (STDIN,))
    for passed in files.left_out:
        write_json({"left_out": passed.path, "message": passed.why}, err=True)
    for passed in files.unreadable:
        raise SetupError(f"{passed.path} {passed.why}")
    for file in files.files:
        try:
            yield from read_dumps(file, MAX_EVENT_BYTES)
        except OSError as error:
            raise SetupError(f"{as_text(file)} cannot be read: {error.strerror}") from None


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


def _attempt(work: Callable[[Record], T], found: FoundDump | RefusedDump) -> T:
    if isinstance(found, RefusedDump):
        raise found.why
    try:
        return work(_record(found))
    except Rejected:
        raise
    except Exception as error:
        raise Rejected(Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}") from error


def _complain(found: FoundDump | RefusedDump, error: Rejected) -> None:
    own = found.place if isinstance(found, RefusedDump) else _id(found)
    line = {"dump_id": own, "reason": error.reason, "message": error.message}
    write_json(line, err=True)


def _id(found: FoundDump) -> str:
    """Return the dump's own id where it can be read, else its place."""
    try:
        own = orjson.loads(found.body)
    except orjson.JSONDecodeError:
        return found.place
    named = own.get("id") or own.get("dump_id") if isinstance(own, dict) else None
    return str(named or found.place)
