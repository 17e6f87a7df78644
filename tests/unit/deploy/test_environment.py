from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from deploy import environment


@pytest.fixture
def pips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the pins that would have been installed, in a checkout of the test's own."""
    installed: list[str] = []

    def note(*arguments: str) -> None:
        installed.append(Path(arguments[-1]).name)

    pins = {False: tmp_path / "requirements-local.txt", True: tmp_path / "requirements-dev.txt"}
    for path in (*pins.values(), tmp_path / "pyproject.toml"):
        path.write_text(path.name)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").touch()
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "_STAMP", tmp_path / ".venv" / "stamp")
    monkeypatch.setattr(environment, "_PINS", pins)
    monkeypatch.setattr(environment, "_make_venv", lambda: None)
    monkeypatch.setattr(environment, "_pip", note)
    return installed


def test_installs_pins_then_the_project_once(pips: list[str], tmp_path: Path) -> None:
    environment.ensure(dev=False)
    environment.ensure(dev=False)
    assert pips == ["requirements-local.txt", tmp_path.name]


def test_development_pins_serve_for_both(pips: list[str]) -> None:
    environment.ensure(dev=True)
    environment.ensure(dev=False)
    assert pips[0] == "requirements-dev.txt"
    assert len(pips) == 2


def test_development_tools_are_added_when_wanted(pips: list[str]) -> None:
    environment.ensure(dev=False)
    environment.ensure(dev=True)
    assert pips[2] == "requirements-dev.txt"


@pytest.mark.parametrize("changed", ["requirements-local.txt", "pyproject.toml"])
def test_a_change_installs_again(pips: list[str], tmp_path: Path, changed: str) -> None:
    environment.ensure(dev=False)
    (tmp_path / changed).write_text("changed")
    environment.ensure(dev=False)
    assert len(pips) == 4


def test_a_failed_installation_is_tried_again(
    pips: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: str) -> None:
        raise environment.SetupFailed("no network")

    with monkeypatch.context() as broken:
        broken.setattr(environment, "_pip", fail)
        with pytest.raises(environment.SetupFailed):
            environment.ensure(dev=False)
    environment.ensure(dev=False)
    assert len(pips) == 2


def test_a_python_without_ensurepip_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(environment.SetupFailed, match="python3-venv"):
        environment.ensure(dev=False)


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-local.txt", "requirements-dev.txt"]
)
def test_every_pin_is_exact_and_hashed(name: str) -> None:
    text = (environment.ROOT / name).read_text()
    pins = re.findall(r"^[a-z].*(?:\n    --hash=.*)*", text, re.MULTILINE)
    assert len(pins) > 50
    assert all(re.match(r"[\w.-]+==[\w.!]+ ", pin) and "--hash=sha256:" in pin for pin in pins)
    assert "://" not in text
