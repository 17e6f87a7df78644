"""`tagwire tail`: reads the tagged articles as they come."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import aclosing
from typing import get_args

import click
from pydantic import ValidationError

from schemas.events import decode
from schemas.tagged import Tag, TaggedArticle, TemporalityValue
from schemas.taxonomy import DEFINITIONS
from schemas.topics import TAG_TOPICS, TAGGED, Topic
from services.cli.consoles import stdout_console
from services.cli.display import show_article
from services.cli.harmless import write_json
from services.runtime.logging import configure_logging
from services.runtime.reading import follow
from services.runtime.records import Record
from services.runtime.settings import load_settings


@click.command()
@click.option("--tag", "tags", multiple=True, type=click.Choice(list(DEFINITIONS)))
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
@click.option("--from-beginning", is_flag=True, help="Start with the oldest record kept.")
@click.option("--limit", type=click.IntRange(1), help="Stop after so many articles.")
def tail(  # noqa: PLR0913  an argument for each option
    *,
    tags: tuple[str, ...],
    min_confidence: int,
    temporalities: tuple[str, ...],
    as_json: bool,
    from_beginning: bool,
    limit: int | None,
) -> None:
    """Print tagged articles as they come: readable in a terminal, JSON lines in a pipe."""
    settings = load_settings()
    configure_logging(settings, "tail")
    printer = _print_json if as_json or not sys.stdout.isatty() else _print_pretty
    wanted = Wanted(tags, min_confidence, temporalities)

    async def main() -> None:
        printed = 0
        records = follow(settings, wanted.topics(), from_beginning=from_beginning)
        async with aclosing(records):
            async for record in records:
                if wanted.matches(record):
                    printer(record)
                    printed += 1
                if printed == limit:
                    return

    _until_interrupted(main)


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
        return [TAG_TOPICS[self._tags[0]]] if len(self._tags) == 1 else [TAGGED]

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


def _until_interrupted(main: Callable[[], Coroutine[None, None, None]]) -> None:
    try:
        asyncio.run(main())
    except BrokenPipeError:  # as in `tagwire tail | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        sys.exit(130)  # 128 + SIGINT, as shells count
