"""`tagwire lag`: how far the workers are behind."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click
from click.shell_completion import CompletionItem
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text
from typing_extensions import override

from schemas.topics import Topic
from services.cli.arguments.options import brokers, command_settings
from services.cli.arguments.times import span
from services.cli.terminal.consoles import stdout_console
from services.cli.terminal.harmless import harmless, write_json
from services.registry import WORKERS
from services.runtime.kafka.groups import group_lag
from services.runtime.kafka.lag import GroupLag, PartitionLag, Unread
from services.runtime.kafka.topic_admin import require_topics
from services.runtime.process.chosen_tags import chosen_topics
from services.runtime.process.settings import Settings

_READS = {worker.name: worker.source for worker in WORKERS}
"""The services that read in a group, and the topic of each."""

_COLUMNS = ("partition", "committed", "end", "lag", "deleted", "oldest unread", "member")


class _Group(click.ParamType):
    name = "group"

    @override
    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[CompletionItem]:
        """Return the names of our services, which stand for their groups."""
        return [CompletionItem(name) for name in _READS if name.startswith(incomplete)]


@click.command()
@brokers
@click.option(
    "-g",
    "--group",
    "groups",
    multiple=True,
    type=_Group(),
    help=f"{' or '.join(_READS)}, or another consumer group by its full name; may be repeated. "
    "Default: those of the services.",
)
def lag(groups: tuple[str, ...]) -> None:
    """Show how far the workers are behind: what of their topics they have not read yet.

    For each group its state and members, and for each partition the next offset to read,
    the end of what can be read, the lag between them, what retention deleted unread, and
    the oldest record that is not read, with its age. The prefix of the settings goes before
    the services' names. A table in a terminal, a JSON line for each partition in a pipe.

    \b
      tagwire lag
      tagwire lag --group my-consumers
      tagwire lag | jq -s 'map(.lag) | add'
    """  # noqa: D301  click looks for the backspace character itself
    settings = command_settings("lag")
    found = asyncio.run(_lags(settings, groups or tuple(_READS)))
    now = time.time()
    if sys.stdout.isatty():
        for group in found:
            show(stdout_console(), group, now)
    else:
        for group in found:
            for line in lines(group, now):
                write_json(line)


async def _lags(settings: Settings, groups: tuple[str, ...]) -> list[GroupLag]:
    await require_topics(settings, chosen_topics(settings.model))
    return [await group_lag(settings, *_named(settings, group)) for group in groups]


def _named(settings: Settings, group: str) -> tuple[str, tuple[Topic, ...]]:
    if group in _READS:
        return settings.group(group), (_READS[group],)
    return group, chosen_topics(settings.model)


def lines(group: GroupLag, now: float) -> Iterator[dict[str, Any]]:
    """Yield what is known of each partition; `now` is in seconds since 1970."""
    for one in group.partitions:
        yield {
            "group": group.group,
            "state": group.state,
            "members": len(group.members),
            "topic": one.topic,
            "partition": one.partition,
            "committed": one.committed,
            "end": one.end,
            "lag": one.lag,
            "deleted": one.deleted,
            "oldest": one.oldest and _position(one.oldest),
            "oldest_time": _iso(one.oldest),
            "age_seconds": _age(one.oldest, now),
            "client": one.member and one.member.client,
            "host": one.member and one.member.host,
        }
    if not group.partitions:
        yield {"group": group.group, "state": group.state, "members": len(group.members)}


def show(console: Console, group: GroupLag, now: float) -> None:
    """Print a group: a line that says the most, and a table of its partitions."""
    console.print(Text(harmless(_headline(group, now)), style="bold"))
    rows = [_row(one, now) for one in group.partitions]
    shown = [index for index in range(len(_COLUMNS)) if any(row[index] for row in rows)]
    table = Table(*(_column(_COLUMNS[index]) for index in shown), box=None)
    for row in rows:
        table.add_row(*(Text(harmless(row[index])) for index in shown))
    console.print(table)


def _column(name: str) -> Column:
    if name == "member":
        return Column(name, overflow="fold")
    return Column(name, justify="left" if name == "partition" else "right", no_wrap=True)


def _headline(group: GroupLag, now: float) -> str:
    count = len(group.members)
    parts = [group.state, f"{count} member{'' if count == 1 else 's'}", f"lag {group.lag}"]
    if oldest := group.oldest:
        parts.append(f"oldest unread {_position(oldest)}, {_old(oldest, now)}")
    return f"{group.group}: {', '.join(parts)}"


def _row(one: PartitionLag, now: float) -> tuple[str, ...]:
    return (
        f"{one.topic}-{one.partition}",
        "none" if one.committed is None else str(one.committed),
        str(one.end),
        str(one.lag),
        str(one.deleted or ""),
        f"{one.oldest.offset} {_old(one.oldest, now)}" if one.oldest else "",
        f"{one.member.client}@{one.member.host.lstrip('/')}" if one.member else "",
    )


def _age(unread: Unread | None, now: float) -> float | None:
    if unread is None or unread.timestamp is None:
        return None
    return round(max(0.0, now - unread.timestamp / 1000), 3)


def _old(unread: Unread, now: float) -> str:
    age = _age(unread, now)
    return "" if age is None else f"{span(age)} old"


def _position(unread: Unread) -> str:
    return f"{unread.topic}-{unread.partition}-{unread.offset}"


def _iso(unread: Unread | None) -> str | None:
    if unread is None or unread.timestamp is None:
        return None
    return datetime.fromtimestamp(unread.timestamp / 1000, UTC).isoformat()
