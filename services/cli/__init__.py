"""The `tagwire` command."""

from __future__ import annotations

import signal
import sys
from importlib import import_module
from typing import Any, cast

import click
from aiokafka.errors import KafkaError
from typing_extensions import override

from services.cli.arguments.groups import WholeCommand
from services.cli.arguments.options import brokers
from services.cli.terminal.harmless import echo, harmless_errors
from services.registry import SERVICES
from services.runtime.process.errors import EXIT_SETUP, SetupError
from services.runtime.process.settings import refuse_misspelt

INTERRUPTED = 128 + signal.SIGINT
"""The exit code after Ctrl-C, as shells count."""

_SERVICES = {service.name: service for service in SERVICES}

_COMMANDS = {
    "demo": "demo",
    "up": "up",
    **dict.fromkeys(_SERVICES, "services"),
    "send": "send",
    "tokens": "tokens",
    "tail": "tail",
    "parse": "filters",
    "classify": "filters",
    "tag": "filters",
    "models": "models",
    "topics": "topics",
    "dead-letters": "dead_letters",
    "lag": "lag",
    "audit": "audit",
    "forget": "forget",
    "config": "config",
}
"""Each command and the module of `commands` that holds it."""


class _Commands(WholeCommand):
    """Imports a command's module only when it is needed: every command starts quickly."""

    @override
    def make_context(self, *arguments: Any, **named: Any) -> click.Context:
        """Read the arguments as click does."""
        with harmless_errors():
            return super().make_context(*arguments, **named)

    @override
    def invoke(self, ctx: click.Context) -> Any:
        """Run the command as click does."""
        with harmless_errors():
            return super().invoke(ctx)

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"services.cli.commands.{_COMMANDS[cmd_name]}")
        if cmd_name in _SERVICES:
            return cast("click.Command", module.service_command(_SERVICES[cmd_name]))
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@brokers
@click.version_option(package_name="tagwire", prog_name="tagwire")
def cli() -> None:
    """Turn raw news dumps into tagged streams on Kafka.

    \b
    First steps:
      tagwire demo                 see it work, with a broker of its own
      tagwire up                   the same, and it stays up
      tagwire send page.html       publish a dump
      tagwire tail --tag disaster  read what came out

    Settings come from options, the environment (TAGWIRE_...) and a tagwire.toml in the
    working folder, in this order; `tagwire config` shows those in force. Exit codes: 0 if
    all is well, 1 if something was found or refused, 2 if the call, a setting or the
    brokers are wrong, 130 after Ctrl-C.
    """  # noqa: D301  click looks for the backspace character itself
    refuse_misspelt()


def main() -> None:
    """Run the command; trouble around the program is one line on stderr and exit code 2."""
    sys.exit(_run())


def _run() -> int:
    try:
        return int(cli.main(standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:  # Ctrl-C
        return INTERRUPTED
    except SetupError as error:
        return _fail(str(error))
    except KafkaError as error:
        return _fail(f"the Kafka brokers refused or did not answer: {error!r}")


def _fail(message: str) -> int:
    echo(f"tagwire: {message}", err=True)
    return EXIT_SETUP
