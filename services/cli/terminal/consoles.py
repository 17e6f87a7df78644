"""Consoles that take every string as it stands: foreign text is no markup, emoji or number."""

from __future__ import annotations

from rich.console import Console

from services.cli.terminal.harmless import stderr, stdout


def stdout_console() -> Console:
    """Return the console of stdout."""
    return Console(file=stdout(), markup=False, emoji=False, highlight=False)


def stderr_console() -> Console:
    """Return the console of stderr."""
    return Console(file=stderr(), markup=False, emoji=False, highlight=False)
