"""How far a consumer group is behind, in one partition and as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """A client in a group; its host is as the brokers see it."""

    id: str
    client: str
    host: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that is not read yet; its timestamp is in milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    timestamp: int | None


@dataclass(frozen=True, slots=True)
class PartitionLag:
    """How far a group is behind in a partition, in offsets.

    Offsets count the ends of transactions too, but where there is no record left to read
    the lag is 0. `committed` is the next offset to read, None if the group has committed
    none. `deleted` counts offsets that retention removed before the group read them.
    """

    topic: str
    partition: int
    committed: int | None
    end: int
    lag: int
    deleted: int = 0
    oldest: Unread | None = None
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class GroupLag:
    """A group: its state by Kafka's name for it, its members, and its partitions."""

    group: str
    state: str
    members: Sequence[Member]
    partitions: Sequence[PartitionLag]

    @property
    def lag(self) -> int:
        """Return the lag of all partitions together."""
        return sum(partition.lag for partition in self.partitions)

    @property
    def oldest(self) -> Unread | None:
        """Return the oldest record that is not read, of those that have a timestamp."""
        unread = [one.oldest for one in self.partitions if one.oldest]
        stamped = [one for one in unread if one.timestamp is not None]
        return min(stamped, key=lambda one: one.timestamp or 0, default=None)


def next_offset(committed: int | None, start: int) -> int:
    """Return where a group goes on reading, given the first offset that is kept."""
    return max(committed or 0, start)


def deleted(committed: int | None, start: int) -> int:
    """Return how many offsets were removed unread; a group without offsets missed none."""
    return 0 if committed is None else max(0, start - committed)
