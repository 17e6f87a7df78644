"""Prints text from outside: it can neither steer the terminal nor be read as markup."""

from __future__ import annotations

import io
import sys

import click
from rich.console import Console

from services.runtime.foreign_text import harmless, harmless_lines

__all__ = ["echo", "harmless", "stderr_console", "stdout_console"]


def stdout_console() -> Console:
    """Return the console of stdout, which takes every string as it stands."""
    return _console(stderr=False)


def stderr_console() -> Console:
    """Return the console of stderr, which takes every string as it stands."""
    return _console(stderr=True)


def echo(text: str, *, err: bool = False) -> None:
    """Print a line, or several, harmless, also where the stream knows few letters."""
    _write_any_letter(sys.stderr if err else sys.stdout)
    click.echo(harmless_lines(text), err=err)


def _console(*, stderr: bool) -> Console:
    _write_any_letter(sys.stderr if stderr else sys.stdout)
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def _write_any_letter(stream: object) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
