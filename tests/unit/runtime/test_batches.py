"""Batches: portions are bounded, and a bad deploy writes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letters import Reason
from schemas.topics import DEAD_LETTERS
from services.runtime.batches import Stage, portions
from services.runtime.mortality import ENOUGH, Mortality, TooManyDeadLetters
from services.runtime.records import Message, Record, Rejected


def records(sizes: list[int]) -> list[Record]:
    return [Record("news-raw", 0, offset, bytes(size)) for offset, size in enumerate(sizes)]


@given(st.lists(st.integers(0, 50)), st.integers(1, 60))
def test_portions_keep_the_order_and_the_limit(sizes: list[int], limit: int) -> None:
    batch = records(sizes)
    found = list(portions(batch, limit))
    assert [record for portion in found for record in portion] == batch
    for portion in found:
        assert portion
        assert len(portion) == 1 or sum(len(one.value or b"") for one in portion) <= limit


def test_a_tombstone_weighs_nothing() -> None:
    batch = [Record("news-raw", 0, 0, None)] * 3
    assert list(portions(batch, 1)) == [batch]


def refuse(_: Record) -> list[Message]:
    raise Rejected(Reason.NO_ARTICLE, "as told")


async def test_a_stage_whose_records_all_die_gives_no_outcomes() -> None:
    stage = Stage("parser", refuse, Mortality(50))
    (outcome,) = await stage.outcomes(records([1]))
    assert [message.topic for message in outcome.messages] == [DEAD_LETTERS]
    with pytest.raises(TooManyDeadLetters):
        await stage.outcomes(records([1] * ENOUGH))
