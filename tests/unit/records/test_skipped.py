"""Records that were deleted unread are told from other gaps, and have their dead letter."""

from __future__ import annotations

import pytest
from aiokafka import TopicPartition

from schemas import dead_letters as names
from schemas.topics import DEAD_LETTERS
from services.records.record import Message, Record
from services.records.skipped import ReadPosition, Skipped, skipped_letter
from services.runtime.delivery.dead_letter_limit import DeadLetterLimit
from services.runtime.delivery.stage import Stage
from services.runtime.delivery.suspects import Trace
from services.runtime.delivery.trials import marks


def records(*offsets: int) -> list[Record]:
    return [Record("news-raw", 1, offset, b"page") for offset in offsets]


def skipped(first: int, last: int) -> Skipped:
    return Skipped("news-raw", 1, last, None, first=first)


@pytest.mark.parametrize(
    ("following", "offsets", "start", "found"),
    [
        # Transactions and compaction leave gaps behind where the partition begins.
        (3, (5, 9), None, records(5, 9)),
        (3, (5, 9), 3, records(5, 9)),
        (3, (5, 9), 0, records(5, 9)),
        (3, (12, 14), 10, [skipped(3, 9), *records(12, 14)]),
        (3, (3, 4, 12), 10, [*records(3, 4), skipped(5, 9), *records(12)]),
        (3, (3, 9), 10, records(3, 9)),
        (0, (), 10, [skipped(0, 9)]),
        (10, (), 10, []),
    ],
)
def test_only_what_was_before_the_partitions_start_is_skipped(
    following: int, offsets: tuple[int, ...], start: int | None, found: list[Record]
) -> None:
    place = ReadPosition("news-raw", 1, following)
    assert list(place.read(records(*offsets), start)) == found
    if found:
        assert place.following == found[-1].offset + 1


def test_what_was_committed_meanwhile_is_not_skipped() -> None:
    assert skipped(3, 9).after(5) == skipped(5, 9)
    assert skipped(3, 9).after(2).count == 7


def test_its_dead_letter_says_what_is_gone() -> None:
    letter = skipped_letter(skipped(3, 9), stage="parser")
    headers = dict(letter.headers)
    assert (letter.key, letter.value) == (None, None)
    assert headers[names.REASON] == b"deleted-unread"
    assert headers[names.TOPIC] == b"news-raw"
    assert (headers[names.FIRST_OFFSET], headers[names.OFFSET]) == (b"3", b"9")
    assert b"up to 7 records, offsets 3 to 9" in (headers[names.MESSAGE] or b"")


def keep(record: Record) -> list[Message]:
    assert record.value is not None
    return []


async def test_it_is_no_failure_of_the_stage() -> None:
    stage = Stage("parser", keep, DeadLetterLimit(1))
    outcomes = await stage.outcomes([skipped(0, 9), *records(10)] * 200)
    assert [one.topic for outcome in outcomes for one in outcome.messages] == [DEAD_LETTERS] * 200


def test_a_mark_leaves_what_was_skipped_to_be_told_of() -> None:
    partition = TopicPartition("news-raw", 1)
    assert marks({partition: Trace()}, [skipped(3, 9), *records(10)]) == {partition: (3, Trace())}
