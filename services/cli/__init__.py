"""The `tagwire` command."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any, NoReturn

import click
from aiokafka.errors import KafkaError

from services.cli.harmless import echo, harmless_errors
from services.runtime.errors import EXIT_SETUP, SetupError

_COMMANDS = {
    "demo": "demo",
    "up": "up",
    "ingest": "services",
    "parser": "services",
    "classifier": "services",
    "send": "send",
    "tail": "tail",
    "parse": "filters",
    "classify": "filters",
    "tag": "filters",
    "models": "models",
    "topics": "topics",
    "dead-letters": "dead_letters",
    "audit": "audit",
}
"""Each command and the module in this package that holds it."""


class _Commands(click.Group):
    """Imports a command's module only when it is needed: every command starts quickly."""

    def make_context(self, *arguments: Any, **named: Any) -> click.Context:  # noqa: ANN401
        """Read the arguments as click does."""
        with harmless_errors():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - what the command returns
        """Run the command as click does."""
        with harmless_errors():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"services.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tagwire", prog_name="tagwire")
def cli() -> None:
    """Turn raw news dumps into tagged streams on Kafka.

    \b
    First steps:
      tagwire demo                 see it work, with a broker of its own
      tagwire up                   the same, and it stays up
      tagwire send page.html       publish a dump
      tagwire tail --tag disaster  read what came out

    Settings come from the environment (TAGWIRE_...); the README lists them.
    """  # noqa: D301  click looks for the backspace character itself


def main() -> None:
    """Run the command; trouble around the program is one line on stderr and exit code 2."""
    try:
        cli()
    except SetupError as error:
        _fail(str(error))
    except KafkaError as error:
        _fail(f"the Kafka brokers refused or did not answer: {error!r}")


def _fail(message: str) -> NoReturn:
    echo(f"tagwire: {message}", err=True)
    sys.exit(EXIT_SETUP)
