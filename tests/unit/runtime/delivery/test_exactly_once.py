"""Exactly-once: whose records are not even processed."""

from __future__ import annotations

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import IllegalGenerationError

from services.records.record import Message, Record
from services.records.skipped import Skipped
from services.runtime.delivery.dead_letter_limit import DeadLetterLimit
from services.runtime.delivery.exactly_once import ExactlyOnce, _after
from services.runtime.delivery.stage import Stage
from services.runtime.process.settings import Settings
from services.runtime.source import Membership

OWNED = frozenset([TopicPartition("news-raw", 0)])


def unreachable(_: Record) -> list[Message]:
    raise AssertionError("processed")


@pytest.mark.parametrize(
    ("membership", "partition"),
    [
        (Membership("group", 3, "member", OWNED), 1),
        (Membership("group", -1, "", OWNED), 0),  # as aiokafka forgets its generation
    ],
)
async def test_records_of_a_partition_that_is_not_owned(
    membership: Membership, partition: int
) -> None:
    stage = Stage("stub", unreachable, DeadLetterLimit(50))
    writer = ExactlyOnce(stage, lambda: membership, Settings())
    with pytest.raises(IllegalGenerationError):
        await writer.prepare([Record("news-raw", partition, 0, b"")])


def test_of_what_was_skipped_only_what_nobody_has_committed_is_due() -> None:
    gone = [Skipped("news-raw", 0, last, None, first=last - 9) for last in (9, 19, 29)]
    due = _after(gone, {TopicPartition("news-raw", 0): 15})
    assert due == [gone[1].after(15), gone[2]]
