"""Dumps in files, folders and standard input."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from services.ingest.files import FoundDump, find_files, read_dumps


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.html").write_bytes(b"<p>Flood</p>")
    (tmp_path / "a.txt").write_bytes(b"Flood")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.jsonl").write_bytes(b'{"text": "1"}\n\n{"text": "2"}\n')
    (tmp_path / ".hidden").write_bytes(b"x")
    (tmp_path / "d.page").write_bytes(b"Fire")
    return tmp_path


def test_a_folder_gives_all_its_files(folder: Path) -> None:
    found = [str(Path(file).relative_to(folder)) for file in find_files([str(folder)])]
    assert found == ["a.txt", "b.html", "d.page", "deep/c.jsonl"]


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


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> list[FoundDump]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return list(read_dumps("-"))


def test_standard_input_is_json_lines_or_one_dump(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(stdin(monkeypatch, b'{"text": "1"}\n{"te')) == 2
    cut_off_first = stdin(monkeypatch, b'\n{"te\n{"text": "1"}\n')
    assert [dump.place for dump in cut_off_first] == ["-:2", "-:3"]
    assert stdin(monkeypatch, b"Flood\nin Osk\n") == [FoundDump("-", b"Flood\nin Osk\n", None)]
    assert stdin(monkeypatch, b"") == []
