"""Finds dumps in files, folders and standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from schemas import headers as names
from services.runtime.media_types import HTML, TEXT

STDIN = "-"

_TYPES = {
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".txt": TEXT,
    ".json": names.JSON,
}
_JSON_LINES = {".jsonl", ".ndjson"}


@dataclass(frozen=True, slots=True)
class FoundDump:
    """A dump and the place it was found at, such as ``page.html`` or ``dumps.jsonl:3``."""

    place: str
    body: bytes
    content_type: str | None


def find_files(paths: Iterable[str]) -> list[str]:
    """Return the files behind the paths: folders give all their files, hidden ones left out."""
    return [file for path in paths for file in _expand(path)]


def read_dumps(file: str) -> Iterator[FoundDump]:
    """Yield the dumps in a file, or in standard input for ``-``.

    A file of JSON lines holds a `RawDump` on each; so does standard input if its first
    line starts like a JSON object. Any other file is one dump, its type told by its name.

    Raises:
        OSError: the file cannot be read.

    """
    if file == STDIN:
        yield from _read_stream(file, sys.stdin.buffer)
    else:
        with Path(file).open("rb") as stream:
            yield from _read_stream(file, stream)


def _read_stream(file: str, stream: BinaryIO) -> Iterator[FoundDump]:
    if Path(file).suffix.lower() in _JSON_LINES:
        yield from _read_lines(file, stream)
    elif file == STDIN:
        yield from _read_stdin(file, stream)
    else:
        yield FoundDump(file, stream.read(), _TYPES.get(Path(file).suffix.lower()))


def _read_stdin(file: str, stream: BinaryIO) -> Iterator[FoundDump]:
    blank: list[bytes] = []
    for line in stream:
        if line.strip():
            break
        blank.append(line)
    else:
        return
    if line.lstrip().startswith(b'{"'):
        yield from _read_lines(file, chain(blank, [line], stream))
    else:
        yield FoundDump(file, b"".join([*blank, line, stream.read()]), None)


def _read_lines(file: str, lines: Iterable[bytes]) -> Iterator[FoundDump]:
    for number, line in enumerate(lines, 1):
        if body := line.strip():
            yield FoundDump(f"{file}:{number}", body, names.JSON)


def _expand(path: str) -> list[str]:
    if path == STDIN or not Path(path).is_dir():
        return [path]
    found = (file for file in Path(path).rglob("*") if file.is_file())
    return sorted(str(file) for file in found if not _is_hidden(file.relative_to(path)))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
