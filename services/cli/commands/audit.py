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
from services.cli.local.followed_audit import followed
from services.cli.terminal.consoles import stderr_console, stdout_console
from services.cli.terminal.harmless import echo, harmless, write_json
from services.foreign_text import cut
from services.ledger.audit import audit as balance
from services.ledger.books import FATES, Books, lines, rows
from services.ledger.following import Rounds
from services.runtime.process.settings import Settings

_EVERY = "1m"
_EVERY_SECONDS = 60.0


@click.command()
@brokers
@click.option("--allow-skipped", is_flag=True, help="Take records deleted unread for no error.")
@click.option("--window", type=Duration(), help="Only inputs of the last 90m, 24h, 7d …")
@click.option("--follow", is_flag=True, help="Go on until stopped, and say what has changed.")
@click.option("--every", type=Duration(), help=f"Pause of --follow.  [default: {_EVERY}]")
@click.option(
    "--metrics-port",
    type=click.IntRange(0, 65535),
    help="Serve the result of --follow as /metrics on this port; 0 picks a free one.",
)
def audit(
    window: float | None,
    every: float | None,
    metrics_port: int | None,
    *,
    allow_skipped: bool,
    follow: bool,
) -> None:
    """Check that every record has exactly one outcome; exit 1 if not.

    Counts dumps against articles and dead letters, articles against tagged articles and
    dead letters, and tagged articles against their copies on the topic of each tag, by
    source. Names each record that has no outcome or several, on stderr. What no worker
    has committed yet is in flight; what compaction may have replaced by a later record of
    the same article is superseded; what somebody deleted by a tombstone is deleted; what was
    deleted before a service read it is skipped. A table in a terminal, JSON lines in a pipe.

    With --follow a line for each stage whose counts have changed, and for each finding that
    is new or gone.
    """
    if not follow and (every is not None or metrics_port is not None):
        raise click.UsageError("--every and --metrics-port are for --follow: add it")
    settings = command_settings("audit")
    if follow:
        every = _EVERY_SECONDS if every is None else every
        books = asyncio.run(followed(settings, Rounds(window, every), metrics_port))
        sys.exit(0 if _in_order(books, allow_skipped=allow_skipped) else 1)
    books = asyncio.run(_balance(settings, window))
    if sys.stdout.isatty():
        show(stdout_console(), books)
    else:
        _print_json(books)
    for stage in books:
        for line in lines(stage):
            echo(harmless(line), err=True)
    if not _in_order(books, allow_skipped=allow_skipped):
        sys.exit(1)


def _in_order(books: Sequence[Books], *, allow_skipped: bool) -> bool:
    skipped = any(stage.gaps for stage in books) and not allow_skipped
    return not skipped and all(stage.balanced for stage in books)


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
