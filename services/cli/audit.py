"""`tagwire audit`: balances the books, from the topics themselves."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import click
import orjson
from rich.console import Console
from rich.table import Table

from schemas.headers import CE_SOURCE
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAGGED, Topic
from services.runtime import clients
from services.runtime.ledger import (
    Balance,
    Entry,
    Fate,
    Position,
    balance,
    lines,
    outcomes_of,
    rows,
)
from services.runtime.logging import configure_logging
from services.runtime.reading import read_to_end
from services.runtime.records import Record
from services.runtime.settings import Settings, load_settings

_FATES: tuple[Fate, ...] = (
    "results",
    "dead letters",
    "in flight",
    "superseded",
    "missing",
    "double",
)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_NO_SOURCE = "(none)"


class _Window(click.ParamType):
    name = "duration"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:  # noqa: ANN401 - click's types
        """Return the duration in seconds."""
        if not (found := re.fullmatch(r"(\d{1,9})([smhd])", str(value))):
            self.fail(f"{value!r} is not a duration such as 90m, 24h or 7d", param, ctx)
        return int(found[1]) * float(_UNITS[found[2]])


class _Stage(NamedTuple):
    """What a service reads, and where its results go."""

    service: str
    source: Topic
    sink: Topic
    source_of: Callable[[Record], str]


def _source_of_dump(record: Record) -> str:
    return record.header(CE_SOURCE) or _NO_SOURCE


def _source_of_article(record: Record) -> str:
    try:
        return str(orjson.loads(record.value or b"")["source"] or _NO_SOURCE)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return _NO_SOURCE


_STAGES = (
    _Stage("parser", RAW, ARTICLES, _source_of_dump),
    _Stage("classifier", ARTICLES, TAGGED, _source_of_article),
)


@click.command()
@click.option("--window", type=_Window(), help="Only inputs of the last 90m, 24h, 7d …")
def audit(window: float | None) -> None:
    """Check that every dump and article has exactly one outcome; exit 1 if not.

    Counts dumps against articles and dead letters, articles against tagged articles and
    dead letters, by source, and names each input that has no outcome or several. What no
    worker has committed yet is in flight. A table in a terminal, JSON lines in a pipe.
    """
    settings = load_settings()
    configure_logging(settings, "audit")
    since = 0.0 if window is None else time.time() - window
    books = asyncio.run(_books(settings, since))
    for stage in books:
        (_show if sys.stdout.isatty() else _print_json)(stage)
        for line in lines(stage):
            click.echo(line, err=True)
    if not all(stage.balanced for stage in books):
        sys.exit(1)


async def _books(settings: Settings, since: float) -> list[Balance]:
    return [await _balance(stage, settings, since) for stage in _STAGES]


async def _balance(stage: _Stage, settings: Settings, since: float) -> Balance:
    # In this order: what is committed now has its outcome in the topics that are read next.
    committed = await _committed(settings, stage)
    entries = [
        Entry(Position(record.partition, record.offset), record.key, stage.source_of(record))
        async for record in read_to_end(settings, stage.source)
        if (record.timestamp or 0) >= since * 1000
    ]
    results = [_bare(record) async for record in read_to_end(settings, stage.sink)]
    letters = [_bare(record) async for record in read_to_end(settings, DEAD_LETTERS)]
    topic = settings.topic_prefix + stage.source.name
    outcomes = outcomes_of(topic, results, letters, compacted="compact" in stage.sink.cleanup)
    return balance(topic, entries, outcomes, committed)


async def _committed(settings: Settings, stage: _Stage) -> dict[int, int]:
    async with clients.admin(settings) as admin:
        offsets = await admin.list_consumer_group_offsets(settings.group(stage.service))
    name = settings.topic_prefix + stage.source.name
    return {
        partition.partition: found.offset
        for partition, found in offsets.items()
        if partition.topic == name
    }


def _bare(record: Record) -> Record:
    """Return the record without its value, which may be large and says nothing here."""
    return Record(record.topic, record.partition, record.offset, None, record.key, record.headers)


def _show(books: Balance) -> None:
    table = Table(f"{books.topic} by source", *_FATES, box=None)
    for source, counts in rows(books):
        table.add_row(source, *(str(counts[fate]) for fate in _FATES))
    Console().print(table)


def _print_json(books: Balance) -> None:
    for source, counts in rows(books):
        found = {fate.replace(" ", "_"): counts[fate] for fate in _FATES}
        click.echo(orjson.dumps({"topic": books.topic, "source": source, **found}))
