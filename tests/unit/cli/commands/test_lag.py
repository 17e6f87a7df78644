from __future__ import annotations

from io import StringIO

from rich.console import Console

from services.cli.commands.lag import lines, show
from services.runtime.kafka.lag import GroupLag, Member, PartitionLag, Unread, deleted, next_offset

NOW = 1_745_749_800.0
MEMBER = Member("id-1", "faust", "/10.0.0.1")
GROUP = GroupLag(
    "tagwire-parser",
    "Stable",
    [MEMBER],
    [
        PartitionLag(
            "news-raw", 0, 7, 9, 2, 0, Unread("news-raw", 0, 7, 1_745_749_550_000), MEMBER
        ),
        PartitionLag("news-raw", 1, None, 4, 4, 0, Unread("news-raw", 1, 0, None)),
        PartitionLag("news-raw", 2, 3, 4, 0),
    ],
)


def shown(group: GroupLag) -> list[str]:
    console = Console(file=StringIO(), width=100)
    show(console, group, NOW)
    assert isinstance(console.file, StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_a_table_says_the_most_first() -> None:
    title, header, first, second, third = shown(GROUP)
    assert title == (
        "tagwire-parser: Stable, 1 member, lag 6, oldest unread news-raw-0-7, 4 min 10 s old"
    )
    assert header.split() == ["partition", "committed", "end", "lag", "oldest", "unread", "member"]
    assert first.split() == [
        "news-raw-0",
        "7",
        "9",
        "2",
        "7",
        "4",
        "min",
        "10",
        "s",
        "old",
        "faust@10.0.0.1",
    ]
    assert second.split() == ["news-raw-1", "none", "4", "4", "0"]
    assert third.split() == ["news-raw-2", "3", "4", "0"]


def test_a_pipe_gets_a_line_for_each_partition() -> None:
    first, second, third = lines(GROUP, NOW)
    assert first == {
        "group": "tagwire-parser",
        "state": "Stable",
        "members": 1,
        "topic": "news-raw",
        "partition": 0,
        "committed": 7,
        "end": 9,
        "lag": 2,
        "deleted": 0,
        "oldest": "news-raw-0-7",
        "oldest_time": "2025-04-27T10:25:50+00:00",
        "age_seconds": 250.0,
        "client": "faust",
        "host": "/10.0.0.1",
    }
    assert (second["committed"], second["age_seconds"], second["host"]) == (None, None, None)
    assert (third["lag"], third["oldest"]) == (0, None)


def test_a_group_that_nobody_knows_is_a_line_too() -> None:
    assert list(lines(GroupLag("x", "Dead", [], []), NOW)) == [
        {"group": "x", "state": "Dead", "members": 0}
    ]
    assert shown(GroupLag("x", "Dead", [], []))[0] == "x: Dead, 0 members, lag 0"


def test_what_retention_deleted_is_not_read_any_more() -> None:
    assert (next_offset(3, 10), deleted(3, 10)) == (10, 7)
    assert (next_offset(12, 10), deleted(12, 10)) == (12, 0)
    assert (next_offset(None, 10), deleted(None, 10)) == (10, 0)
