from __future__ import annotations

from pathlib import Path

import pytest

from deploy.brokers import BrokerError
from deploy.brokers.jars import java, kafka_jars


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that alone is on PATH, beside an empty cache."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def reports_version(version: str) -> str:
    return f"echo 'openjdk version \"{version}\" 2025-01-01' >&2"


def test_java_of_the_least_version_is_taken(programs: Path) -> None:
    path = program(programs / "java", reports_version("17.0.15"))
    assert java() == str(path)


def test_java_home_goes_first(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(programs / "java", reports_version("11.0.1"))
    path = program(tmp_path / "jdk" / "bin" / "java", reports_version("25"))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jdk"))
    assert java() == str(path)


@pytest.mark.parametrize(("version", "major"), [("1.8.0_402", "1"), ("11.0.1", "11")])
def test_an_old_java_is_refused(programs: Path, version: str, major: str) -> None:
    program(programs / "java", reports_version(version))
    with pytest.raises(BrokerError, match=f"Java 17 or later; .* is version {major}"):
        java()


@pytest.mark.usefixtures("programs")
def test_no_java_says_what_to_install() -> None:
    with pytest.raises(BrokerError, match=r"none was found\. Install it"):
        java()


@pytest.mark.usefixtures("programs")
def test_no_maven_says_what_to_install() -> None:
    with pytest.raises(BrokerError, match="apt-get install maven"):
        kafka_jars()


def test_a_failed_fetch_shows_mavens_words_and_leaves_nothing(
    programs: Path, tmp_path: Path
) -> None:
    program(programs / "mvn", "echo 'no route to host'; exit 1")
    with pytest.raises(BrokerError, match="no route to host"):
        kafka_jars()
    assert not list((tmp_path / "cache" / "tagwire").iterdir())


def test_jars_are_fetched_once(programs: Path, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    program(
        programs / "mvn",
        f'echo call >> {calls}\nfor a; do case "$a" in -DoutputDirectory=*) '
        "/bin/mkdir -p ${a#*=}; echo > ${a#*=}/kafka.jar;; esac; done",
    )
    assert kafka_jars() == kafka_jars()
    assert (kafka_jars() / "kafka.jar").is_file()
    assert calls.read_text() == "call\n"
