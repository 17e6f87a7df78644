"""Records that a topic's retention deleted before they were read. Pure.

They take their way through a worker as one record in their place, so that their dead letter is
written, and their offsets are committed, in the order of the partition. Other gaps are none of
it: offsets are also taken by the ends of transactions, by what was aborted, and by compaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from typing_extensions import override

from schemas import dead_letters as names
from schemas.dead_letters import Reason
from services.records.dead_letters import dead_letter
from services.records.record import Message, Record, Rejected


@dataclass(frozen=True, slots=True)
class Skipped(Record):
    """The offsets from `first` to `offset`, where records were."""

    first: int = 0

    @property
    @override
    def begins(self) -> int:
        """Return the first offset that it stands for."""
        return self.first

    @property
    def count(self) -> int:
        """Return how many records it may be: not every offset had one."""
        return self.offset - self.first + 1

    def after(self, offset: int) -> Skipped:
        """Return what of it begins at an offset or behind it."""
        return replace(self, first=max(self.first, offset))


class ReadPosition:
    """Where a consumer stands in a partition: the next offset it expects, by its own reading."""

    def __init__(self, topic: str, partition: int, following: int) -> None:
        self._topic = topic
        self._partition = partition
        self.following = following

    def read(self, records: Iterable[Record], start: int | None) -> Iterator[Record]:
        """Yield records as they were fetched, and what was skipped among them.

        `start` is where the partition began when the consumer found nothing any more where it
        stood, None if that did not happen.
        """
        for record in records:
            if start is not None and record.offset >= start:
                yield from self._skip_to(start)
                start = None
            self.following = record.offset + 1
            yield record
        if start is not None:
            yield from self._skip_to(start)

    def _skip_to(self, start: int) -> Iterator[Skipped]:
        if start > self.following:
            yield Skipped(self._topic, self._partition, start - 1, None, first=self.following)
            self.following = start


def skipped_letter(skipped: Skipped, *, stage: str) -> Message:
    """Return the dead letter that tells of records that nobody will read."""
    error = Rejected(
        Reason.DELETED_UNREAD,
        f"up to {skipped.count} records, offsets {skipped.first} to {skipped.offset}, were "
        f"deleted before the {stage} read them: it lagged behind for longer than "
        "the topic keeps records, or somebody deleted them",
    )
    letter = dead_letter(skipped, error, stage=stage)
    first = names.FIRST_OFFSET, str(skipped.first).encode()
    return replace(letter, headers=(*letter.headers, first))
