"""Finds the files that can be pages: by name, and by their first bytes."""

from __future__ import annotations

import mimetypes
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from services.ingest.signatures import HEAD_BYTES, may_be_page, what_is
from services.records.formats import PAGE_SUFFIXES

STDIN = "-"

_NAMES = mimetypes.MimeTypes(filenames=())  # Python's own, the same on every machine

_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Passed(NamedTuple):
    """A file or folder that is not read, as text, and why."""

    path: str
    why: str


def as_text(path: str) -> str:
    """Return a path that can be written: its bytes need not be UTF-8."""
    return os.fsencode(path).decode(errors="replace")


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Files to read, what is left out as it is no page, and what cannot be read."""

    files: list[str] = field(default_factory=list)
    left_out: list[Passed] = field(default_factory=list)
    unreadable: list[Passed] = field(default_factory=list)


def find_files(paths: Iterable[str], *, follow_links: bool = False) -> FoundFiles:
    """Return the files behind the paths, those of a folder in the order of their names.

    What is named itself is to be read in any case. In a folder only what can be a page
    is; links are followed within it, and out of it only if `follow_links`.
    """
    found = FoundFiles()
    for path in paths:
        if path == STDIN or not Path(path).is_dir():
            found.files.append(path)
        else:
            found.files.extend(sorted(_Walk(path, found, follow_links=follow_links).files()))
    return found


class _Walk:
    def __init__(self, folder: str, found: FoundFiles, *, follow_links: bool) -> None:
        self._found = found
        self._follow_links = follow_links
        self._root = Path(os.path.realpath(folder))
        self._waiting = [folder]
        self._visited: set[str] = set()

    def files(self) -> list[str]:
        taken: list[str] = []
        while self._waiting:
            for entry in self._entries(self._waiting.pop()):
                try:
                    why = self._why_not(entry)
                except OSError as error:
                    self._cannot_read(entry.path, error)
                    continue
                if why is None:
                    taken.append(entry.path)
                elif why:
                    self._found.left_out.append(Passed(as_text(entry.path), why))
        return taken

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        self._visited.add(os.path.realpath(folder))
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._cannot_read(folder, error)
            return []

    def _cannot_read(self, path: str, error: OSError) -> None:
        why = f"cannot be read: {error.strerror}"
        self._found.unreadable.append(Passed(as_text(path), why))

    def _why_not(self, entry: os.DirEntry[str]) -> str | None:
        """Return why an entry is left out, None if it is not; a folder is noted: empty text."""
        if entry.name.startswith("."):
            return "hidden"
        if entry.is_symlink() and (why := self._why_not_link(entry)):
            return why
        mode = stat.S_IFMT(entry.stat().st_mode)
        if mode == stat.S_IFDIR:
            return self._descend(entry)
        return _KINDS.get(mode) or _why_no_page(Path(entry.path))

    def _why_not_link(self, entry: os.DirEntry[str]) -> str | None:
        try:
            target = Path(os.path.realpath(entry.path, strict=True))
        except OSError:
            return "a link to nothing"
        if not self._follow_links and not target.is_relative_to(self._root):
            return "a link out of the folder: --follow-links takes it"
        return None

    def _descend(self, entry: os.DirEntry[str]) -> str:
        if entry.is_symlink() and not self._follow_links:
            return "a link to a folder: --follow-links takes it"
        if os.path.realpath(entry.path) in self._visited:
            return "a link to a folder that is read already"
        self._waiting.append(entry.path)
        return ""


def _why_no_page(file: Path) -> str | None:
    name = file.name.partition("?")[0]  # as wget saves pages: index.html?p=1
    is_page = Path(name).suffix.lower() in PAGE_SUFFIXES
    media_type, compression = _NAMES.guess_type(name)
    if compression:
        return f"compressed ({compression}) by its name: unpack it"
    if media_type and not is_page:
        return f"{media_type} by its name"
    with file.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if kind := what_is(head):
        return kind
    if not is_page and not head:
        return "empty"
    return None if may_be_page(head) else "no text"
