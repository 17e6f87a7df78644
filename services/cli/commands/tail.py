"""`tagwire tail`: reads the tagged articles as they come."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from contextlib import aclosing
from typing import get_args

import click
from pydantic import ValidationError

from schemas.events import decode
from schemas.tagged import Tag, TaggedArticle, TemporalityValue
from schemas.topics import TAGGED, Topic, tag_topic
from services.cli.arguments.offsets import Offset
from services.cli.arguments.options import brokers, command_settings
from services.cli.arguments.tags import PackTag
from services.cli.arguments.times import Moment
from services.cli.terminal.consoles import stdout_console
from services.cli.terminal.display import show_article
from services.cli.terminal.harmless import write_json
from services.cli.terminal.pipes import abandon_stdout, reader_has_left
from services.records.record import Record
from services.runtime.kafka.readers.selected_records import follow_selection
from services.runtime.kafka.readers.selection import EARLIEST, LATEST, Selection, Start
from services.runtime.process.settings import Settings


@click.command()
@brokers
@click.option(
    "--tag",
    "tags",
    multiple=True,
    type=PackTag(),
    metavar="TAG",
    help="Only articles with this tag; may be repeated.",
)
@click.option(
    "--min-confidence",
    type=click.IntRange(0, 100),
    default=0,
    help="Only articles with a tag (of those asked for) of at least this confidence.",
)
@click.option(
    "--temporality",
    "temporalities",
    multiple=True,
    type=click.Choice(get_args(TemporalityValue)),
    help="Only articles in which that tag happens, is remembered and so on; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON lines, also in a terminal.")
@click.option(
    "-o",
    "--offset",
    "start",
    type=Offset(),
    metavar="earliest|latest|N|-N",
    help="Where to start: with the oldest or the next record, at offset N of each partition, "
    "or with the last N records of each. Default: latest.",
)
@click.option("--from-beginning", is_flag=True, help="The same as --offset earliest.")
@click.option(
    "--since", type=Moment(), metavar="TIME", help="Start at a time, or 90m, 24h, 7d … ago."
)
@click.option("--until", type=Moment(), metavar="TIME", help="End before a time.")
@click.option(
    "-p",
    "--partition",
    "partitions",
    multiple=True,
    type=click.IntRange(0),
    metavar="N",
    help="Only this partition; may be repeated.",
)
@click.option("-c", "--count", "--limit", type=click.IntRange(1), help="End after N articles.")
@click.option(
    "-e", "--exit", "ends", is_flag=True, help="End with the last record that is there now."
)
def tail(  # noqa: PLR0913  an argument for each option
    *,
    tags: tuple[str, ...],
    min_confidence: int,
    temporalities: tuple[str, ...],
    as_json: bool,
    start: Start | None,
    from_beginning: bool,
    since: int | None,
    until: int | None,
    partitions: tuple[int, ...],
    count: int | None,
    ends: bool,
) -> None:
    """Print tagged articles as they come: readable in a terminal, JSON lines in a pipe.

    A TIME is in ISO 8601 (UTC where it names no offset), or so long ago. It is when a
    record was written. Ends with 0 when its reader does, as in `tagwire tail | head`.

    \b
      tagwire tail                                      what comes from now on
      tagwire tail --offset -10 --exit                  the last ten of each partition
      tagwire tail --since 24h --exit --tag disaster    the disasters of a day
      tagwire tail --since 2025-04-27T06:00:00+02:00 --until 2025-04-28
      tagwire tail --offset earliest --exit | jq .headline
    """  # noqa: D301  click looks for the backspace character itself
    selection = Selection(
        _start(start, since, from_beginning=from_beginning), until, frozenset(partitions), ends
    )
    if since is not None and until is not None and since >= until:
        raise click.UsageError("--since lies after --until: nothing is between them")
    settings = command_settings("tail")
    printer = _print_json if as_json or not sys.stdout.isatty() else _print_pretty
    wanted = Wanted(tags, min_confidence, temporalities)
    try:
        asyncio.run(_print(settings, wanted, selection, printer, count))
    except BrokenPipeError:
        abandon_stdout()


def _start(start: Start | None, since: int | None, *, from_beginning: bool) -> Start:
    begins = [
        start,
        EARLIEST if from_beginning else None,
        Start("since", since) if since is not None else None,
    ]
    given = {begin for begin in begins if begin}
    if len(given) > 1:
        raise click.UsageError("give one of --offset, --from-beginning and --since")
    return given.pop() if given else LATEST


async def _print(
    settings: Settings,
    wanted: Wanted,
    selection: Selection,
    printer: Callable[[Record], None],
    count: int | None,
) -> None:
    printed = 0
    rounds = follow_selection(settings, wanted.topics(), selection)
    async with aclosing(rounds):
        async for records in rounds:
            for record in filter(wanted.matches, records):
                printer(record)
                printed += 1
                if printed == count:
                    return
            if reader_has_left():
                return


class Wanted:
    """What the user asked for; empty `tags` and `temporalities` mean any."""

    def __init__(
        self, tags: Sequence[str] = (), min_confidence: int = 0, temporalities: Sequence[str] = ()
    ) -> None:
        """Take the tags, the least confidence of one, in percent, and its temporalities."""
        self._tags = tags
        self._min_confidence = min_confidence
        self._temporalities = temporalities

    def topics(self) -> list[Topic]:
        """Return the topics to read."""
        # One tag has a topic of its own; of several, an article with two would come twice.
        return [tag_topic(self._tags[0])] if len(self._tags) == 1 else [TAGGED]

    def matches(self, record: Record) -> bool:
        """Tell whether one tag of the article is all that was asked for."""
        if record.value is None:
            return False
        if not (self._tags or self._min_confidence or self._temporalities):
            return True
        article = _read(record)
        return article is not None and any(map(self._is_wanted, article.tags))

    def _is_wanted(self, tag: Tag) -> bool:
        value = tag.temporality.value if tag.temporality else None
        return (
            (not self._tags or tag.tag in self._tags)
            and tag.confidence >= self._min_confidence
            and (not self._temporalities or value in self._temporalities)
        )


def _read(record: Record) -> TaggedArticle | None:
    try:
        return decode(TaggedArticle, record.value or b"")
    except ValidationError:
        click.echo(f"{record.position} is no tagged article; left out", err=True)
        return None


def _print_json(record: Record) -> None:
    write_json(record.value or b"")


def _print_pretty(record: Record) -> None:
    if article := _read(record):
        show_article(stdout_console(), article)
