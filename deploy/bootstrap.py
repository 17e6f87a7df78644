"""Set up and run Tagwire from a checkout, with nothing installed but Python 3.11 or later.

  python3 -m deploy demo [FILE...]      see it work: a broker, all services, a tagged dump
  python3 -m deploy up [OPTION]         Apache Kafka and all services, until Ctrl-C
  python3 -m deploy test [PYTEST ARG]   lint, types and all tests
  python3 -m deploy check               lint and types only
  python3 -m deploy install [--dev]     only the set-up

The first call makes .venv and installs the pinned, hash-checked packages into it; later
calls see that nothing has changed and start at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence

from deploy.environment import ROOT, SetupFailed, bin_path, ensure

_LINT = (("ruff", "check"), ("ruff", "format", "--check"), ("mypy",))
_FETCH = ("deploy.brokers.fetch",)  # before the tests, each of which has a deadline
# Four at a time, also on two cores: most tests wait for brokers. Who has none left takes others'.
_PYTEST = ("pytest", "-n", "4", "--dist", "worksteal")


def main(arguments: Sequence[str]) -> int:
    """Carry out a command line; return the exit code, 2 for a wrong command or set-up."""
    command, rest = (arguments[0], list(arguments[1:])) if arguments else ("--help", [])
    if command in ("-h", "--help"):
        return _help()
    if command not in _COMMANDS:
        return _fail(f"there is no command {command!r}; python3 -m deploy --help lists them")
    try:
        return _COMMANDS[command](rest)
    except SetupFailed as error:
        return _fail(str(error))


def _demo(rest: list[str]) -> int:
    return _tagwire("demo", rest)


def _up(rest: list[str]) -> int:
    return _tagwire("up", rest)


def _tagwire(command: str, rest: list[str]) -> int:
    ensure(dev=False)
    return _become([str(bin_path("tagwire")), command, *rest])


def _test(rest: list[str]) -> int:
    ensure(dev=True)
    return _run_all((*_LINT, _FETCH, (*_PYTEST, *rest)))


def _check(rest: list[str]) -> int:
    if rest:
        return _fail("check takes no arguments")
    ensure(dev=True)
    return _run_all(_LINT)


def _install(rest: list[str]) -> int:
    if rest not in ([], ["--dev"]):
        return _fail("install takes no argument but --dev")
    ensure(dev=bool(rest))
    return 0


_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": _demo,
    "up": _up,
    "test": _test,
    "check": _check,
    "install": _install,
}


def _run_all(tools: Sequence[Sequence[str]]) -> int:
    """Run the tools in their order, up to the first that fails; return its exit code."""
    for tool in tools:
        _say(f"$ {' '.join(tool)}")
        code = _call([str(bin_path("python")), "-m", *tool])
        if code != 0:
            return code
    return 0


def _call(command: Sequence[str]) -> int:
    try:
        return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - our tools
    except KeyboardInterrupt:
        return 130  # 128 + SIGINT, as shells count


def _become(command: list[str]) -> int:
    """Replace this process by `command`, so that Ctrl-C and signals are for it alone."""
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606 - a list of words, no shell
    return _call(command)


def _help() -> int:
    _say(str(__doc__).strip())
    return 0


def _say(text: str) -> None:
    sys.stderr.flush()
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _fail(message: str) -> int:
    sys.stderr.write(f"error: {message}\n")
    return 2
