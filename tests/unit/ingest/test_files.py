"""Dumps in files and standard input."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services.ingest.files import FoundDump, RefusedDump, read_dumps


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.html").write_bytes(b"<p>Flood</p>")
    (tmp_path / "a.txt").write_bytes(b"Flood")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.jsonl").write_bytes(b'{"text": "1"}\n\n{"text": "2"}\n')
    (tmp_path / ".hidden").write_bytes(b"x")
    (tmp_path / "d.page").write_bytes(b"Fire")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content_type"), [("a.txt", "text/plain"), ("b.html", "text/html"), ("d.page", None)]
)
def test_the_name_tells_the_type(folder: Path, name: str, content_type: str | None) -> None:
    (dump,) = read_dumps(str(folder / name))
    assert dump == FoundDump(str(folder / name), (folder / name).read_bytes(), content_type)


def test_json_lines_are_a_dump_each(folder: Path) -> None:
    file = str(folder / "deep" / "c.jsonl")
    assert list(read_dumps(file)) == [
        FoundDump(f"{file}:1", b'{"text": "1"}', "application/json"),
        FoundDump(f"{file}:3", b'{"text": "2"}', "application/json"),
    ]


def stdin(
    monkeypatch: pytest.MonkeyPatch, data: bytes, limit: int = 100
) -> list[FoundDump | RefusedDump]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return list(read_dumps("-", limit))


def test_standard_input_is_json_lines_or_one_dump(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(stdin(monkeypatch, b'{"text": "1"}\n{"te')) == 2
    cut_off_first = stdin(monkeypatch, b'\n{"te\n{"text": "1"}\n')
    assert [dump.place for dump in cut_off_first] == ["-:2", "-:3"]
    assert stdin(monkeypatch, b"Flood\nin Osk\n") == [FoundDump("-", b"Flood\nin Osk\n", None)]
    assert stdin(monkeypatch, b"") == []


def refusals(found: Iterable[FoundDump | RefusedDump]) -> dict[str, str]:
    return {dump.place: dump.why.reason for dump in found if isinstance(dump, RefusedDump)}


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "huge.txt"
    with file.open("wb") as stream:
        stream.truncate(10 * 1024**4)  # 10 TiB of nothing: to read it would take for ever
    (dump,) = read_dumps(str(file))
    assert isinstance(dump, RefusedDump)
    assert "has 10995116277760 bytes, the limit is 8323072" in dump.why.message


def test_a_device_is_read_up_to_the_limit() -> None:
    assert refusals(read_dumps("/dev/zero", 1000)) == {"/dev/zero": "too-large"}
    assert list(read_dumps("/dev/null")) == [FoundDump("/dev/null", b"", None)]


def test_a_pipe_that_is_named_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"  # as the shell makes one of <(command)
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        pool.submit(pipe.write_bytes, b"Flood")
        assert list(read_dumps(str(pipe))) == [FoundDump(str(pipe), b"Flood", None)]


def test_an_image_that_is_named_is_refused_with_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"\x89PNG\r\n\x1a\n")
    (dump,) = read_dumps(str(tmp_path / "page.html"))
    assert isinstance(dump, RefusedDump)
    assert dump.why.message == "it is a PNG image, not a page"


def test_a_line_over_the_limit_is_refused_and_those_around_it_are_read(tmp_path: Path) -> None:
    file = tmp_path / "dumps.jsonl"
    file.write_bytes(b'{"a": 1}\n' + b"x" * 5000 + b'\n{"b": 2}\n' + b"x" * 11)
    found = list(read_dumps(str(file), 10))
    assert [dump.place.rpartition(":")[2] for dump in found] == ["1", "2", "3", "4"]
    assert refusals(found) == {f"{file}:2": "too-large", f"{file}:4": "too-large"}


@pytest.mark.parametrize(
    "data", [b"x" * 101, b"\n" * 5000, b" " * 5000, b"\n" * 60 + b"x" * 60, b'{"' + b"x" * 5000]
)
def test_standard_input_has_the_limit_too(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    (dump,) = stdin(monkeypatch, data)
    assert isinstance(dump, RefusedDump)
    assert dump.why.reason == "too-large"


def test_what_is_within_the_limit_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert stdin(monkeypatch, b"\n" * 50 + b"x" * 50) == [
        FoundDump("-", b"\n" * 50 + b"x" * 50, None)
    ]
