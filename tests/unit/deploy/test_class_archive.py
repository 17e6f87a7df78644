from __future__ import annotations

import os
from pathlib import Path

import pytest

from deploy.brokers import class_archive


@pytest.fixture
def java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a program in place of Java, with an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(class_archive, "kafka_jars", lambda: tmp_path / "kafka-1")
    program = tmp_path / "java"
    program.touch()
    return program


class Runs(list[str]):
    """The options of the brokers that were run; each of them makes its archive."""

    def __call__(self, option: str) -> None:
        self.append(option)
        Path(option.partition("=")[2]).write_bytes(b"classes")


def test_a_broker_runs_once_and_later_ones_share_its_classes(java: Path) -> None:
    runs = Runs()
    first = class_archive.sharing(str(java), runs)
    assert class_archive.sharing(str(java), runs) == first
    assert len(runs) == 1
    assert runs[0].startswith("-XX:ArchiveClassesAtExit=")
    name, _, archive = first[0].partition("=")
    assert name == "-XX:SharedArchiveFile"
    assert Path(archive).read_bytes() == b"classes"


def test_another_java_makes_its_own(java: Path) -> None:
    runs = Runs()
    first = class_archive.sharing(str(java), runs)
    os.utime(java, (1, 1))
    assert class_archive.sharing(str(java), runs) != first
    assert len(runs) == 2


def test_without_an_archive_brokers_start_all_the_same(java: Path) -> None:
    runs: list[str] = []
    assert class_archive.sharing(str(java), runs.append) == []
    assert class_archive.sharing(str(java), runs.append) == []
    assert len(runs) == 1, "one that makes none is not asked again"
