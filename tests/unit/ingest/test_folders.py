"""Which files of a folder can be pages."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from services.ingest.folders import FoundFiles, find_files

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def names(found: FoundFiles, folder: Path) -> list[str]:
    return [str(Path(file).relative_to(folder)) for file in found.files]


def reasons(found: FoundFiles) -> dict[str, str]:
    return {Path(passed.path).name: passed.why for passed in found.left_out}


def test_a_folder_gives_what_can_be_a_page(tmp_path: Path) -> None:
    pages = {
        "a.html": b"<p>Flood",
        "b.TXT": b"Flood",
        "c.jsonl": b'{"text": "1"}\n',
        "deep/d": b"Flood",
        "deep/e.page": "Überschwemmung".encode("latin-1"),
        "f.html?p=1": b"<p>Flood",
        "g.txt": "Flood".encode("utf-16"),
        "h": "Flood in Osk valley".encode("utf-16-le"),
        "i.txt": b"",  # it is told that it is empty
        "j.txt": "洪水".encode("iso2022_jp"),
    }
    others = {
        "a.css": b"p {}",
        "a.xml": b"<rss/>",
        "a.jpg": b"\xff\xd8\xff\xe0",
        "png.html": PNG,
        "k": PNG,
        "l.bin": bytes(range(256)),
        "m.txt": b"%PDF-1.7\n",
        "n": b"",
        "o.html.gz": b"\x1f\x8b\x08",
        ".git/p.txt": b"Flood",
    }
    for name, content in (pages | others).items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    found = find_files([str(tmp_path)])
    assert names(found, tmp_path) == sorted(pages)
    assert found.unreadable == []
    assert reasons(found) == {
        "a.css": "text/css by its name",
        "a.xml": "text/xml by its name",
        "a.jpg": "image/jpeg by its name",
        "png.html": "a PNG image",
        "k": "a PNG image",
        "l.bin": "application/octet-stream by its name",
        "m.txt": "a PDF",
        "n": "empty",
        "o.html.gz": "compressed (gzip) by its name: unpack it",
        ".git": "hidden",
    }


def test_what_is_no_file_is_left_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.txt"))
        found = find_files([str(tmp_path)])
    assert found.files == []
    assert reasons(found) == {"pipe.html": "a pipe", "socket.txt": "a socket"}


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    (outside / "deep").mkdir(parents=True)
    (folder / "..data").mkdir(parents=True)
    (outside / "a.txt").write_text("Flood")
    (outside / "deep" / "b.txt").write_text("Fire")
    (outside / "back").symlink_to(outside)
    (folder / "..data" / "own.txt").write_text("Fog")
    (folder / "own.txt").symlink_to("..data/own.txt")  # as Kubernetes mounts files
    (folder / "a.txt").symlink_to(outside / "a.txt")
    (folder / "elsewhere").symlink_to(outside)
    (folder / "none.txt").symlink_to("nowhere.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "self").symlink_to(".")
    return folder


def test_links_out_of_the_folder_are_not_followed(linked: Path) -> None:
    found = find_files([str(linked)])
    assert names(found, linked) == ["own.txt"]
    assert reasons(found) == {
        "..data": "hidden",
        "a.txt": "a link out of the folder: --follow-links takes it",
        "elsewhere": "a link out of the folder: --follow-links takes it",
        "self": "a link to a folder: --follow-links takes it",
        "none.txt": "a link to nothing",
        "loop.txt": "a link to nothing",
    }


def test_links_are_followed_on_request_and_loops_end(linked: Path) -> None:
    found = find_files([str(linked)], follow_links=True)
    assert names(found, linked) == ["a.txt", "elsewhere/a.txt", "elsewhere/deep/b.txt", "own.txt"]
    assert reasons(found)["back"] == "a link to a folder that is read already"
    assert reasons(found)["self"] == "a link to a folder that is read already"


def test_what_is_named_itself_is_read_in_any_case(linked: Path) -> None:
    named = [str(linked / name) for name in ("a.txt", "elsewhere", "none.txt")]
    found = find_files(["-", "/nowhere.png", *named])
    assert found.files[:3] == ["-", "/nowhere.png", named[0]]
    assert names(FoundFiles(found.files[3:]), linked) == [
        "elsewhere/a.txt",
        "elsewhere/deep/b.txt",
        "none.txt",
    ]


def test_a_name_that_is_no_utf8_can_be_written(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.css")).touch()
    (passed,) = find_files([str(tmp_path)]).left_out
    assert passed.path == f"{tmp_path}/\ufffd.css"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch(mode=0)
    (tmp_path / "b").mkdir(mode=0)
    found = find_files([str(tmp_path)])
    assert [Path(passed.path).name for passed in found.unreadable] == ["a.txt", "b"]


def test_what_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    (passed,) = find_files([str(tmp_path)]).unreadable
    assert passed == (str(tmp_path), "cannot be read: Permission denied")
