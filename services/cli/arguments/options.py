"""What every command that talks to brokers takes, and does first."""

from __future__ import annotations

from typing import Any

import click

from services.runtime.process.logging import configure_logging, get_logger
from services.runtime.process.settings import Settings, load_settings, unknown_variables

log = get_logger(__name__)

_BROKERS = f"{__name__}.brokers"


def _remember(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[_BROKERS] = value  # which all contexts of a call share


brokers = click.option(
    "-b",
    "--brokers",
    metavar="HOST:PORT,...",
    expose_value=False,
    callback=_remember,
    help="Brokers to start from, instead of TAGWIRE_KAFKA_BOOTSTRAP_SERVERS.",
)
"""The option of a command whose settings come from `command_settings`."""


def given_settings() -> dict[str, Any]:
    """Return the settings that the command's options give, by field name."""
    meta = click.get_current_context().meta
    return {"kafka_bootstrap_servers": meta[_BROKERS]} if _BROKERS in meta else {}


def command_settings(command: str) -> Settings:
    """Return the settings of a command, and log as they say from now on.

    Raises:
        SetupError: a setting is wrong.

    """
    settings = load_settings(**given_settings())
    configure_logging(settings, command)
    for variable, nearest in unknown_variables():
        log.warning("no-such-setting", variable=variable, nearest=nearest)
    return settings
