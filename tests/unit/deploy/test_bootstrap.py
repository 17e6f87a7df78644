from __future__ import annotations

from collections.abc import Sequence

import pytest

from deploy import bootstrap
from deploy.environment import SetupFailed


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the commands that would have been run, in order."""
    made: list[str] = []

    def note(command: Sequence[str]) -> int:
        made.append(" ".join(command[1:]).removeprefix("-m "))
        return 1 if "mypy" in made[-1] else 0

    monkeypatch.setattr(bootstrap, "_call", note)
    monkeypatch.setattr(bootstrap, "_become", note)
    monkeypatch.setattr(bootstrap, "ensure", lambda *, dev: made.append(f"ensure dev={dev}"))
    return made


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"]])
def test_help_lists_the_commands(
    arguments: list[str], calls: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(arguments) == 0
    assert "python3 -m deploy demo [FILE...]" in capsys.readouterr().out
    assert not calls


@pytest.mark.parametrize("arguments", [["frob"], ["check", "x"], ["install", "--prod"]])
def test_a_wrong_command_line_is_refused(
    arguments: list[str], calls: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(arguments) == 2
    assert capsys.readouterr().err.startswith("error: ")
    assert not calls


def test_demo_passes_its_files_on(calls: list[str]) -> None:
    assert bootstrap.main(["demo", "a b.txt", "--json"]) == 0
    assert calls == ["ensure dev=False", "demo a b.txt --json"]


def test_test_stops_at_the_first_failure(calls: list[str]) -> None:
    assert bootstrap.main(["test", "-x"]) == 1
    assert calls == ["ensure dev=True", "ruff check", "ruff format --check", "mypy"]


def test_test_ends_with_pytest(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_LINT", (("ruff", "check"),))
    assert bootstrap.main(["test", "-k", "x"]) == 0
    tests = "pytest -n 4 --dist worksteal -k x"
    assert calls == ["ensure dev=True", "ruff check", "deploy.brokers.fetch", tests]


def test_a_failed_setup_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*, dev: bool) -> None:
        raise SetupFailed(f"no network {dev}")

    monkeypatch.setattr(bootstrap, "ensure", fail)
    assert bootstrap.main(["up"]) == 2
    assert capsys.readouterr().err == "error: no network False\n"
