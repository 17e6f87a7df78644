"""Records that were deleted before a service read them: gaps that nothing can come of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas import dead_letters as names
from services.records.record import Record

_Partition = tuple[str, int]


@dataclass(frozen=True, slots=True, order=True)
class OffsetGap:
    """The offsets from `first` to `last` of a partition, by its topic's full name and number."""

    topic: str
    partition: int
    first: int
    last: int

    @property
    def count(self) -> int:
        """Return how many records it may be: not every offset had one."""
        return self.last - self.first + 1


def told_by(letter: Record) -> OffsetGap | None:
    """Return the gap that a worker has left a dead letter of, None if it names none."""
    numbers = map(letter.header, (names.PARTITION, names.FIRST_OFFSET, names.OFFSET))
    try:
        partition, first, last = (int(number or "") for number in numbers)
    except ValueError:
        return None
    return OffsetGap(letter.header(names.TOPIC) or "", partition, first, last)


def unread(
    topic: str,
    starts: Mapping[_Partition, int],
    committed: Mapping[_Partition, int | None],
    *,
    has_run: bool,
) -> list[OffsetGap]:
    """Return the gaps of a topic that its service has not come to yet.

    `starts` has where partitions began before it was asked what is `committed`. A service
    that `has_run`, and has no offsets in any partition, has lost them: where it stood nobody
    knows.
    """
    own = {number: offset for (name, number), offset in committed.items() if name == topic}
    if has_run and all(offset is None for offset in own.values()):
        return []
    return [
        OffsetGap(topic, number, offset or 0, starts[topic, number] - 1)
        for number, offset in sorted(own.items())
        if starts.get((topic, number), 0) > (offset or 0)
    ]
