"""What all commands have in common."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from schemas.taxonomy import DEFINITIONS
from services.cli import INTERRUPTED, cli, main
from services.registry import WORKERS
from services.runtime.process.errors import SetupError

BROKERLESS = {
    "demo",
    "parse",
    "classify",
    "tag",
    "models check",
    "models show",
    "models diff",
    "models train",
    "tokens new",
}
ARGUMENTS = {
    "send": ["-"],
    "dead-letters show": ["x-0-0"],
    "dead-letters replay": ["--all"],
    "forget": ["--id", "x"],
}


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        if found := command.get_command(context, name):
            yield from leaves(found, (*path, name))


COMMANDS = [" ".join(path) for path in leaves(cli)]


@pytest.fixture(autouse=True)
def _own_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Give an empty folder and no settings, and take back signals that `up` handles."""
    for name in list(os.environ):
        if name.startswith("TAGWIRE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    handler = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, handler)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, prog_name="tagwire")


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in BROKERLESS])
def test_every_command_that_talks_to_brokers_takes_them_as_an_option(command: str) -> None:
    words = [*command.split(), *ARGUMENTS.get(command, [])]
    for arguments in (["-b", "none", *words], [*words, "--brokers", "none"]):
        error = run(*arguments).exception
        assert isinstance(error, SetupError)
        assert str(error).startswith("--brokers none: ")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_help_by_h(command: str) -> None:
    result = run(*command.split(), "-h")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: tagwire {command} ")
    assert ("--brokers" in result.output) == (command not in BROKERLESS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_a_misspelt_setting(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAGWIRE_HTTP_PROT", "80")
    result = run(*command.split(), *ARGUMENTS.get(command, []))
    assert isinstance(result.exception, SetupError)
    assert "did you mean TAGWIRE_HTTP_PORT?" in str(result.exception)


def test_the_version_is_told() -> None:
    assert run("--version").output.startswith("tagwire, version ")


def test_without_a_command_there_is_help() -> None:
    assert "First steps:" in run().output


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["tial"], "'tail'"),
        (["topics", "chek"], "'check'"),
        (["models", "dif"], "'diff'"),
        (["dead-letters", "ls"], "'list'"),
        (["tail", "--ofset"], "--offset"),
        (["tail", "--tag", "disastre"], "disaster"),
    ],
)
def test_a_misspelt_command_is_answered_with_what_was_meant(written: list[str], meant: str) -> None:
    result = run(*written)
    assert result.exit_code == 2
    assert meant in result.output.splitlines()[-1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--offset", "first"],
        ["--offset", "earliest", "--since", "2h"],
        ["--from-beginning", "--offset", "-5"],
        ["--since", "1h", "--until", "2h"],
        ["--since", "soon"],
        ["--partition", "-1"],
        ["--count", "0"],
    ],
)
def test_tail_refuses_what_cannot_be_meant(arguments: list[str]) -> None:
    assert run("tail", *arguments).exit_code == 2


def test_after_ctrl_c_the_exit_code_is_130_and_there_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(**_: object) -> None:
        raise click.Abort

    monkeypatch.setattr(cli, "main", interrupted)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == INTERRUPTED == 130
    assert capsys.readouterr().err == ""


def test_a_filter_whose_reader_leaves_ends_quietly(tmp_path: Path) -> None:
    page = tmp_path / "flood.txt"
    page.write_text("Flood in Osk valley\nHundreds of people were evacuated.\n" * 20)
    command = [sys.executable, "-m", "services.cli", "parse", *[str(page)] * 200]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[3]
    ) as child:
        assert child.stdout
        assert child.stderr
        child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait() == 141


def completed(monkeypatch: pytest.MonkeyPatch, line: str) -> set[str]:
    """Return what bash is offered at the end of a line."""
    monkeypatch.setenv("_TAGWIRE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
    offered = run().output.splitlines()
    return {choice.partition(",")[2] for choice in offered}


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("tagwire ta", {"tail", "tag"}),
        ("tagwire tail --ta", {"--tag"}),
        ("tagwire tail --tag ", set(DEFINITIONS)),
        ("tagwire tail --offset e", {"earliest"}),
        ("tagwire dead-letters list --reason too-", {"too-large", "too-complex"}),
        ("tagwire lag --group ", {worker.name for worker in WORKERS}),
        (
            "tagwire config http_max_b",
            {"http_max_body_bytes", "http_max_batch_bytes", "http_max_batch_lines"},
        ),
    ],
)
def test_the_shell_completes(monkeypatch: pytest.MonkeyPatch, line: str, offered: set[str]) -> None:
    assert completed(monkeypatch, line) <= offered
    assert completed(monkeypatch, line)
