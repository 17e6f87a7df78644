"""`tagwire config`: the settings in force, where they come from, and whether they work."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from contextlib import aclosing
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem
from rich.table import Column, Table
from rich.text import Text
from typing_extensions import override

from services.cli.arguments.options import brokers, given_settings
from services.cli.checks import Check, checks
from services.cli.terminal.consoles import stdout_console
from services.cli.terminal.harmless import harmless, write_json
from services.runtime.process.configuration.setting_errors import meant
from services.runtime.process.configuration.setting_fields import is_secret
from services.runtime.process.configuration.setting_sources import SettingOrigin
from services.runtime.process.logging import configure_logging
from services.runtime.process.settings import Settings, load_settings, origins, variable

_HIDDEN = "***"


class _Setting(click.ParamType):
    """A setting by its variable or its name in the file, converted to the field's name."""

    name = "setting"

    @override
    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Return the field's name."""
        name = str(value).lower().replace("-", "_").removeprefix("tagwire_")
        if name not in Settings.model_fields:
            near = meant(name, Settings.model_fields, ratio=0.5)
            advice = f": did you mean {near}?" if near else ""
            self.fail(f"{value!r} is no setting{advice}", param, ctx)
        return name

    @override
    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[CompletionItem]:
        """Return the settings that begin so, with what they are."""
        return [
            CompletionItem(name, help=field.description)
            for name, field in Settings.model_fields.items()
            if name.startswith(incomplete.lower())
        ]


class Row(NamedTuple):
    """A setting in force, as text: a secret is hidden."""

    name: str
    value: str
    origin: SettingOrigin | None

    @property
    def source(self) -> str:
        """Return where the value comes from."""
        return "default" if self.origin is None else f"{self.origin.kind} {self.origin.name}"


@click.command()
@brokers
@click.argument("names", nargs=-1, type=_Setting(), metavar="[SETTING]...")
@click.option(
    "--check/--no-check",
    default=None,
    help="Check the settings against the brokers. Default: if no SETTING is named.",
)
def config(*, names: tuple[str, ...], check: bool | None) -> None:
    """Show the settings in force and where each comes from, and check them.

    An option wins over the environment, that over the settings file, that over the
    default. The file is tagwire.toml in the working folder, or the one that TAGWIRE_CONFIG
    names; its keys are the variables' names without TAGWIRE_, in small letters.

    Checked are that the brokers answer, that the topics are there and as the contract
    says, and which delivery the workers can promise. Exits 1 if something is to be put
    right, 2 if a setting is wrong or no broker answers. A table in a terminal, JSON lines
    in a pipe; passwords are not shown.

    \b
      tagwire config
      tagwire config --no-check | jq -r 'select(.from != "default") | .setting'
      echo 'kafka_bootstrap_servers = "kafka:9092"' >> tagwire.toml
    """  # noqa: D301  click looks for the backspace character itself
    options = given_settings()
    settings = load_settings(**options)
    configure_logging(settings, "config")
    shown = [row for row in rows(settings, origins(**options)) if not names or row.name in names]
    in_terminal = sys.stdout.isatty()
    (_show if in_terminal else _print_json)(shown)
    if check or (check is None and not names):
        say = _show_check if in_terminal else _print_check
        well = asyncio.run(_check(settings, say))
        if in_terminal:
            click.echo("All is well." if well else "Something is to be put right.")
        if not well:
            sys.exit(1)


def rows(settings: Settings, given: dict[str, SettingOrigin]) -> list[Row]:
    """Return all settings in force."""
    return [
        Row(name, _text(name, getattr(settings, name)), given.get(name))
        for name in Settings.model_fields
    ]


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    return _HIDDEN if is_secret(Settings.model_fields[name]) else str(value)


async def _check(settings: Settings, say: Callable[[Check], None]) -> bool:
    """Say what is found as it is found; return whether all is well."""
    well = True
    logging.disable(logging.ERROR)  # what libraries would log is what is looked for here
    try:
        async with aclosing(checks(settings)) as found:
            async for check in found:
                say(check)
                well = well and check.ok
    finally:
        logging.disable(logging.NOTSET)
    return well


def _show(shown: list[Row]) -> None:
    table = Table(
        Column("setting", no_wrap=True), Column("value", overflow="fold"), "from", box=None
    )
    for row in shown:
        style = "" if row.origin else "dim"
        table.add_row(
            Text(variable(row.name)),
            Text(harmless(row.value)),
            Text(harmless(row.source)),
            style=style,
        )
    stdout_console().print(table)


def _print_json(shown: list[Row]) -> None:
    for row in shown:
        line = {"setting": variable(row.name), "value": row.value, "from": row.source}
        write_json(line)


def _show_check(check: Check) -> None:
    mark = Text("ok     ", "green") if check.ok else Text("wrong  ", "red")
    stdout_console().print(mark + Text(harmless(f"{check.name}: {check.found}")), soft_wrap=True)


def _print_check(check: Check) -> None:
    write_json({"check": check.name, "ok": check.ok, "found": check.found})
