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
from schemas.topics import DEAD_LETTERS
from services.cli.arguments.groups import SuggestingGroup
from services.cli.arguments.options import brokers, command_settings
from services.cli.terminal.consoles import stdout_console
from services.cli.terminal.harmless import echo, harmless, write_json, write_original
from services.foreign_text import cut
from services.records.record import Record
from services.records.replays import NotReplayable, origin, original, what_is_left
from services.registry import WORKERS
from services.runtime.kafka import clients
from services.runtime.kafka.readers.whole_topics import read_to_end
from services.runtime.process.settings import Settings

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
        echo(harmless(what_is_left(letter)), err=True)
    write_original(letter.value or b"")


@dead_letters.command()
@brokers
@click.argument("positions", nargs=-1, metavar="[POSITION]...")
@_reason
@click.option("--all", "everything", is_flag=True, help="Replay every dead letter.")
def replay(*, positions: tuple[str, ...], reason: str | None, everything: bool) -> None:
    """Send dead letters back to the topic they came from, without their error headers.

    Name them by POSITION (see `list`), by --reason, or take --all. They go to topics that
    Tagwire's services read; exit 1 if one names another.
    """
    if not (positions or reason or everything):
        raise click.UsageError("say which: give a POSITION, --reason or --all")
    settings = command_settings("dead-letters")
    letters = asyncio.run(_letters(settings, reason))
    chosen = _chosen(letters, positions) if positions else _records(letters)
    refused = asyncio.run(_replay(settings, chosen))
    for line in refused:
        echo(harmless(line), err=True)
    click.echo(f"{len(chosen) - len(refused)} replayed")
    if refused:
        click.echo(f"{len(refused)} refused", err=True)
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


def _records(letters: list[Record]) -> list[Record]:
    """Return the dead letters of records: others tell of records that are gone."""
    return [one for one in letters if one.header(names.REASON) != Reason.DELETED_UNREAD]


def _summary(letter: Record) -> dict[str, Any]:
    return {
        "position": letter.position,
        "reason": letter.header(names.REASON),
        "stage": letter.header(names.STAGE),
        "original": origin(letter),
        "message": letter.header(names.MESSAGE),
    }


async def _replay(settings: Settings, letters: list[Record]) -> list[str]:
    """Send dead letters back; return a line for each that is refused."""
    refused = []
    sources = [worker.source for worker in WORKERS]
    async with clients.producer(settings) as producer:
        for letter in letters:
            try:
                message = original(letter, settings.topic_prefix, sources)
            except NotReplayable as error:
                refused.append(f"{letter.position}: not replayed, {error}")
            else:
                await (await clients.send(producer, message, settings))
    return refused
