"""Writes text from outside so that it cannot steer the terminal."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, TextIO

import click
import orjson
from typing_extensions import override

from services.foreign_text import escaped, harmless, harmless_lines

__all__ = [
    "echo",
    "harmless",
    "harmless_errors",
    "stderr",
    "stdout",
    "write_json",
    "write_original",
]


def stdout() -> TextIO:
    """Return stdout; a letter that it does not know becomes a question mark."""
    return _lenient(sys.stdout)


def stderr() -> TextIO:
    """Return stderr; a letter that it does not know becomes a question mark."""
    return _lenient(sys.stderr)


def echo(text: str, *, err: bool = False) -> None:
    """Print a line, or several, harmless."""
    click.echo(harmless_lines(text), file=stderr() if err else stdout())


def write_json(value: Any, *, err: bool = False) -> None:  # noqa: ANN401 - any JSON
    r"""Write a value, or JSON that is already bytes, as a line.

    A terminal gets controls as JSON's ``\u`` escapes, a pipe or file the bytes as they are.
    """
    line = value if isinstance(value, bytes) else orjson.dumps(value)
    stream = stderr() if err else stdout()
    if stream.isatty():
        line = escaped(line.decode(errors="replace")).encode(stream.encoding, "replace")
    click.echo(line, file=stream)


def write_original(value: bytes) -> None:
    """Write bytes to stdout as they are; in a terminal what they say, harmless."""
    stream = stdout()
    if stream.isatty():
        echo(value.decode(errors="replace"))
    else:
        stream.flush()
        stream.buffer.write(value)
        stream.buffer.flush()


@contextmanager
def harmless_errors() -> Iterator[None]:
    """Make click show its errors harmless: they quote arguments, which may be files' names."""
    try:
        yield
    except click.ClickException as error:
        raise _HarmlessError(error) from None


class _HarmlessError(click.ClickException):
    """Shows another one."""

    def __init__(self, shown: click.ClickException) -> None:
        super().__init__(shown.message)
        self.exit_code = shown.exit_code
        self._shown = shown

    @override
    def show(self, file: IO[Any] | None = None) -> None:
        text = io.StringIO()
        self._shown.show(text)
        click.echo(harmless_lines(text.getvalue()), file=file or stderr(), nl=False)


def _lenient(stream: TextIO) -> TextIO:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return stream
