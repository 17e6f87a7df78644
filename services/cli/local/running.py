"""How `tagwire demo` and `tagwire up` keep a stack running, and stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from services.cli.local.stack import Stack

_WATCH_SECONDS = 0.5


@contextmanager
def stoppable(code: int) -> Iterator[None]:
    """Exit with `code` on SIGTERM and Ctrl-C, through every `finally`, without a traceback."""
    for one in (signal.SIGTERM, signal.SIGINT):  # a script's shell may have it ignore the latter
        signal.signal(one, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
        sys.exit(code)


async def watch(running: Stack) -> NoReturn:
    """Keep all of a stack running.

    Raises:
        SetupError: something ended for good.

    """
    while True:
        running.tend()
        await asyncio.sleep(_WATCH_SECONDS)
