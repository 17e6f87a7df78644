"""Reads dumps from files and standard input, never more of them than a dump may have."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from schemas import headers as names
from schemas.dead_letters import Reason
from schemas.topics import MAX_DUMP_BYTES
from services.ingest.folders import STDIN, as_text
from services.ingest.signatures import HEAD_BYTES, what_is
from services.records.formats import BY_SUFFIX, JSON_LINES_SUFFIXES, JSON_SUFFIXES
from services.records.record import Rejected

_MEDIA_TYPES = {suffix: known.media_type for suffix, known in BY_SUFFIX.items()} | dict.fromkeys(
    JSON_SUFFIXES, names.JSON
)


@dataclass(frozen=True, slots=True)
class FoundDump:
    """A dump and the place it was found at, such as ``page.html`` or ``dumps.jsonl:3``."""

    place: str
    body: bytes
    content_type: str | None


class RefusedDump(NamedTuple):
    """A place at which there is no dump that could be taken, and why."""

    place: str
    why: Rejected


def read_dumps(file: str, limit: int = MAX_DUMP_BYTES) -> Iterator[FoundDump | RefusedDump]:
    """Yield the dumps in a file, or in standard input for ``-``; none has more bytes than `limit`.

    A file of JSON lines holds a `RawDump` on each; so does standard input if its first
    line starts like a JSON object. Any other file is one dump, its type told by its name.

    Raises:
        OSError: the file cannot be read.

    """
    if file == STDIN:
        yield from _read_stdin(sys.stdin.buffer, limit)
        return
    place = as_text(file)
    with Path(file).open("rb") as stream:
        if Path(file).suffix.lower() in JSON_LINES_SUFFIXES:
            yield from _read_lines(place, stream, limit)
        else:
            yield _read_page(place, stream, limit)


def _read_page(file: str, stream: BinaryIO, limit: int) -> FoundDump | RefusedDump:
    status = os.fstat(stream.fileno())
    if stat.S_ISREG(status.st_mode) and status.st_size > limit:
        return RefusedDump(file, _too_large(limit, status.st_size))
    return _page(file, b"", stream, limit)


def _page(file: str, begun: bytes, stream: BinaryIO, limit: int) -> FoundDump | RefusedDump:
    body = begun + stream.read(limit + 1 - len(begun))
    if len(body) > limit:
        return RefusedDump(file, _too_large(limit))
    if kind := what_is(body[:HEAD_BYTES]):
        return RefusedDump(
            file, Rejected(Reason.UNSUPPORTED_CONTENT_TYPE, f"it is {kind}, not a page")
        )
    return FoundDump(file, body, _MEDIA_TYPES.get(Path(file).suffix.lower()))


def _read_stdin(stream: BinaryIO, limit: int) -> Iterator[FoundDump | RefusedDump]:
    begun = bytearray()
    lines = 0
    while (line := stream.readline(limit + 1 - len(begun))) and not line.strip():
        begun += line
        lines += line.endswith(b"\n")
    if line.lstrip().startswith(b'{"'):
        yield from _read_lines(STDIN, stream, limit, first=line, before=lines)
    elif line or len(begun) > limit:
        yield _page(STDIN, bytes(begun) + line, stream, limit)


def _read_lines(
    file: str, stream: BinaryIO, limit: int, first: bytes = b"", before: int = 0
) -> Iterator[FoundDump | RefusedDump]:
    number, line = before, first or stream.readline(limit + 1)
    while line:
        number += 1
        place = f"{file}:{number}"
        if len(line) > limit:
            _skip_line(line, stream)
            yield RefusedDump(place, _too_large(limit))
        elif body := line.strip():
            yield FoundDump(place, body, names.JSON)
        line = stream.readline(limit + 1)


def _skip_line(line: bytes, stream: BinaryIO) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(HEAD_BYTES * HEAD_BYTES)


def _too_large(limit: int, size: int | None = None) -> Rejected:
    found = f"more than {limit} bytes" if size is None else f"{size} bytes, the limit is {limit}"
    return Rejected(Reason.TOO_LARGE, f"the dump has {found}: split it or cut it")
