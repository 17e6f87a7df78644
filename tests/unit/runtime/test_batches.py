"""Batches: a bad deploy writes nothing."""

from __future__ import annotations

import pytest

from schemas.dead_letters import Reason
from schemas.topics import DEAD_LETTERS
from services.runtime.batches import Stage
from services.runtime.mortality import ENOUGH, Mortality, TooManyDeadLetters
from services.runtime.records import Message, Record, Rejected

RECORD = Record("news-raw", 0, 0, b"dump")


def refuse(_: Record) -> list[Message]:
    raise Rejected(Reason.NO_ARTICLE, "as told")


async def test_a_stage_whose_records_all_die_gives_no_outcomes() -> None:
    stage = Stage("parser", refuse, Mortality(50))
    (outcome,) = await stage.outcomes([RECORD])
    assert [message.topic for message in outcome.messages] == [DEAD_LETTERS]
    with pytest.raises(TooManyDeadLetters):
        await stage.outcomes([RECORD] * ENOUGH)
