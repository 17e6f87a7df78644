"""`tagwire audit`: reconciles every record with its outcome, from the topics themselves."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Column, Table
from rich.text import Text

from services.cli.arguments.options import brokers, command_settings
from services.cli.arguments.times import Duration
from services.cli.terminal.consoles import stderr_console, stdout_console
from services.cli.terminal.harmless import echo, harmless, write_json
from services.foreign_text import cut
from services.ledger.audit import audit as balance
from services.ledger.books import FATES, Books, lines, rows
from services.runtime.process.settings import Settings


@click.command()
@brokers
@click.option("--allow-skipped", is_flag=True, help="Take records deleted unread for no error.")
@click.option("--window", type=Duration(), help="Only inputs of the last 90m, 24h, 7d …")
def audit(window: float | None, *, allow_skipped: bool) -> None:
    """Check that every record has exactly one outcome; exit 1 if not.

    Counts dumps against articles and dead letters, articles against tagged articles and
    dead letters, and tagged articles against their copies on the topic of each tag, by
    source. Names each record that has no outcome or several, on stderr. What no worker
    has committed yet is in flight; what compaction may have replaced by a later record of
    the same article is superseded; what somebody deleted by a tombstone is deleted; what was
    deleted before a service read it is skipped. A table in a terminal, JSON lines in a pipe.
    """
    settings = command_settings("audit")
    books = asyncio.run(_balance(settings, window))
    if sys.stdout.isatty():
        show(stdout_console(), books)
    else:
        _print_json(books)
    for stage in books:
        for line in lines(stage):
            echo(harmless(line), err=True)
    skipped = any(stage.gaps for stage in books) and not allow_skipped
    if skipped or not all(stage.balanced for stage in books):
        sys.exit(1)


async def _balance(settings: Settings, window: float | None) -> list[Books]:
    console = stderr_console()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("reading", total=None)

        def tell(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        return await balance(settings, window, tell)


def show(console: Console, books: Sequence[Books]) -> None:
    """Print the books as one table; a fate that nothing has is left out."""
    fates = [fate for fate in FATES if any(stage.total[fate] for stage in books)]
    columns = (Column(fate, justify="right", no_wrap=True) for fate in fates)
    table = Table(Column("", no_wrap=True), *columns, box=None)
    for stage in books:
        table.add_row(Text(harmless(f"{stage.topic} → {stage.to[0]}"), "bold"))
        for source, counts in rows(stage):
            name = Text(f"  {harmless(cut(source))}")
            table.add_row(name, *(str(counts[fate]) for fate in fates))
    console.print(table)
    if all(stage.balanced and not stage.gaps for stage in books):
        console.print("The books balance.")


def _print_json(books: Sequence[Books]) -> None:
    for stage in books:
        for source, counts in rows(stage):
            found = {fate.replace(" ", "_"): counts[fate] for fate in FATES}
            write_json({"topic": stage.topic, "to": stage.to[0], "source": source, **found})
