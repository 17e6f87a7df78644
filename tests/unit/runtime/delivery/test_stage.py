"""Batches: a bad deploy writes nothing."""

from __future__ import annotations

import pytest
import structlog

from schemas.dead_letters import Reason
from schemas.topics import DEAD_LETTERS
from services.records.last_resort import SMALLER_LIMITS
from services.records.record import Message, Record, Rejected
from services.runtime.delivery.dead_letter_limit import (
    MIN_RECORDS,
    DeadLetterLimit,
    TooManyDeadLetters,
)
from services.runtime.delivery.stage import Stage
from services.runtime.process.errors import SetupError

RECORD = Record("news-raw", 0, 0, b"dump")


def refuse(_: Record) -> list[Message]:
    raise Rejected(Reason.NO_ARTICLE, "as told")


def fail(_: Record) -> list[Message]:
    raise ZeroDivisionError


async def test_a_stage_that_fails_at_all_records_gives_no_outcomes() -> None:
    stage = Stage("parser", fail, DeadLetterLimit(50))
    (outcome,) = await stage.outcomes([RECORD])
    assert [message.topic for message in outcome.messages] == [DEAD_LETTERS]
    quiet = structlog.testing.capture_logs()  # else each failure is told with its locals
    with quiet, pytest.raises(TooManyDeadLetters):
        await stage.outcomes([RECORD] * MIN_RECORDS)


async def test_records_that_are_no_news_are_all_dead_letters() -> None:
    outcomes = await Stage("parser", refuse, DeadLetterLimit(50)).outcomes(
        [RECORD] * MIN_RECORDS * 6
    )
    assert len(outcomes) == MIN_RECORDS * 6


def test_a_dead_letter_that_brokers_refuse_is_cut_until_nothing_is_left_to_cut() -> None:
    stage = Stage("parser", refuse, DeadLetterLimit(50))
    letter = Message(DEAD_LETTERS, b"key", bytes(1_000_000))
    sizes = [letter.size]
    while sizes[-1] > min(SMALLER_LIMITS):
        letter = stage.too_large_letter(RECORD, letter)
        sizes.append(letter.size)
    with pytest.raises(SetupError, match=r"max\.message\.bytes"):
        stage.too_large_letter(RECORD, letter)
    assert sizes == sorted(set(sizes), reverse=True)
