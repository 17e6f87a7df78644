"""Batches: a bad deploy writes nothing."""

from __future__ import annotations

import pytest

from schemas.dead_letters import Reason
from schemas.topics import DEAD_LETTERS
from services.records.record import Message, Record, Rejected
from services.runtime.delivery.dead_letter_limit import (
    MIN_RECORDS,
    DeadLetterLimit,
    TooManyDeadLetters,
)
from services.runtime.delivery.stage import Stage

RECORD = Record("news-raw", 0, 0, b"dump")


def refuse(_: Record) -> list[Message]:
    raise Rejected(Reason.NO_ARTICLE, "as told")


def fail(_: Record) -> list[Message]:
    raise ZeroDivisionError


async def test_a_stage_that_fails_at_all_records_gives_no_outcomes() -> None:
    stage = Stage("parser", fail, DeadLetterLimit(50))
    (outcome,) = await stage.outcomes([RECORD])
    assert [message.topic for message in outcome.messages] == [DEAD_LETTERS]
    with pytest.raises(TooManyDeadLetters):
        await stage.outcomes([RECORD] * MIN_RECORDS)


async def test_records_that_are_no_news_are_all_dead_letters() -> None:
    outcomes = await Stage("parser", refuse, DeadLetterLimit(50)).outcomes(
        [RECORD] * MIN_RECORDS * 6
    )
    assert len(outcomes) == MIN_RECORDS * 6
