"""`tagwire dead-letters`: what could not be processed, why, and another try."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from schemas import dead_letters as names
from schemas.dead_letters import Reason
from schemas.topics import DEAD_LETTERS, RAW
from services.cli.consoles import stdout_console
from services.cli.groups import SuggestingGroup
from services.cli.harmless import echo, harmless, write_json, write_original
from services.cli.options import brokers, command_settings
from services.runtime import clients
from services.runtime.dead_letters import without_error
from services.runtime.foreign_text import cut
from services.runtime.reading import read_to_end
from services.runtime.records import Message, Record
from services.runtime.settings import Settings

_reason = click.option(
    "--reason", type=click.Choice([reason.value for reason in Reason]), help="Only this reason."
)


@click.group("dead-letters", cls=SuggestingGroup)
@brokers
def dead_letters() -> None:
    """List, show and replay the records that could not be processed."""


@dead_letters.command("list")
@brokers
@_reason
def list_(reason: str | None) -> None:
    """List the dead letters: a table in a terminal, JSON lines in a pipe."""
    letters = asyncio.run(_letters(command_settings("dead-letters"), reason))
    if not sys.stdout.isatty():
        for letter in letters:
            write_json(_summary(letter))
        return
    table = Table("dead letter", "reason", "stage", "original", "message", box=None)
    for letter in letters:
        table.add_row(*(Text(harmless(cut(str(value)))) for value in _summary(letter).values()))
    stdout_console().print(table)


@dead_letters.command()
@brokers
@click.argument("position")
def show(position: str) -> None:
    """Write the original bytes of the dead letter at POSITION; its headers go to stderr.

    A terminal gets them without controls: redirect stdout for the bytes as they were.
    """
    (letter,) = _chosen(asyncio.run(_letters(command_settings("dead-letters"), None)), (position,))
    for name, value in letter.headers:
        echo(harmless(f"{name}: {(value or b'').decode(errors='replace')}"), err=True)
    if letter.header(names.CUT):
        echo(harmless(_what_is_left(letter)), err=True)
    write_original(letter.value or b"")


@dead_letters.command()
@brokers
@click.argument("positions", nargs=-1, metavar="[POSITION]...")
@_reason
@click.option("--all", "everything", is_flag=True, help="Replay every dead letter.")
def replay(*, positions: tuple[str, ...], reason: str | None, everything: bool) -> None:
    """Send dead letters back to the topic they came from, without their error headers.

    Name them by POSITION (see `list`), by --reason, or take --all.
    """
    if not (positions or reason or everything):
        raise click.UsageError("say which: give a POSITION, --reason or --all")
    settings = command_settings("dead-letters")
    letters = asyncio.run(_letters(settings, reason))
    chosen = _chosen(letters, positions) if positions else letters
    whole = [letter for letter in chosen if not letter.header(names.CUT)]
    asyncio.run(_replay(settings, whole))
    click.echo(f"{len(whole)} replayed")
    cut = [letter for letter in chosen if letter.header(names.CUT)]
    for letter in cut:
        echo(harmless(f"not replayed, {letter.position}: {_what_is_left(letter)}"), err=True)
    if cut and (positions or not whole):
        sys.exit(1)


async def _letters(settings: Settings, reason: str | None) -> list[Record]:
    letters = read_to_end(settings, DEAD_LETTERS)
    return [
        letter
        async for letter in letters
        if reason is None or letter.header(names.REASON) == reason
    ]


def _chosen(letters: list[Record], positions: tuple[str, ...]) -> list[Record]:
    by_position = {letter.position: letter for letter in letters}
    if unknown := [position for position in positions if position not in by_position]:
        raise click.ClickException(
            f"no dead letter at {', '.join(unknown)}: `tagwire dead-letters list` names them"
        )
    return [by_position[position] for position in positions]


def _what_is_left(letter: Record) -> str:
    return (
        f"the record did not fit, and this dead letter lacks ({letter.header(names.CUT)}): it has "
        f"{len(letter.value or b'')} of {letter.header(names.VALUE_LENGTH)} bytes of the value. "
        f"The whole stands at {_original(letter)} as long as that topic keeps it: have its "
        "producer send a smaller one"
    )


def _original(letter: Record) -> str:
    origin = (letter.header(name) for name in (names.TOPIC, names.PARTITION, names.OFFSET))
    return "-".join(part or "?" for part in origin)


def _summary(letter: Record) -> dict[str, Any]:
    return {
        "position": letter.position,
        "reason": letter.header(names.REASON),
        "stage": letter.header(names.STAGE),
        "original": _original(letter),
        "message": letter.header(names.MESSAGE),
    }


async def _replay(settings: Settings, letters: list[Record]) -> None:
    async with clients.producer(settings) as producer:
        for letter in letters:
            topic = letter.header(names.TOPIC)
            if topic is None:
                raise click.ClickException(f"{letter.position} does not say where it came from")
            headers = without_error(letter.headers)
            message = Message(RAW, letter.key, letter.value, headers)
            await (await clients.send_to(producer, topic, message))
