"""Which part of a topic to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from aiokafka import TopicPartition

from services.runtime.process.errors import SetupError


@dataclass(frozen=True, slots=True)
class Start:
    """Where to begin in each partition.

    `number` is the offset to begin `at`, how many of the `last` records to read, or the
    time `since` which, in milliseconds since 1970.
    """

    kind: Literal["earliest", "latest", "at", "last", "since"]
    number: int = 0


EARLIEST, LATEST = Start("earliest"), Start("latest")


@dataclass(frozen=True, slots=True)
class Selection:
    """Records to read: from `start`, of these partitions (all if empty).

    It ends before the time `until`, in milliseconds since 1970, or, if `ends`, with what
    is there at the beginning; else it has no end.
    """

    start: Start = LATEST
    until: int | None = None
    partitions: frozenset[int] = frozenset()
    ends: bool = False


def chosen(partitions: Sequence[TopicPartition], wanted: Collection[int]) -> list[TopicPartition]:
    """Return the partitions whose numbers are wanted; all, if none are.

    Raises:
        SetupError: a topic has not all of them.

    """
    numbers: dict[str, set[int]] = defaultdict(set)
    for topic, number in partitions:
        numbers[topic].add(number)
    for topic, there in numbers.items():
        if missing := sorted(set(wanted) - there):
            raise SetupError(
                f"{topic} has no partition {', '.join(map(str, missing))}: "
                f"it has {len(there)}, from 0 to {max(there)}"
            )
    return [one for one in partitions if not wanted or one.partition in wanted]
