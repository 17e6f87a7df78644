"""Runs: bounded, in order, and all there."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.records.record import Record
from services.runtime.runs import runs


def records(sizes: list[int]) -> list[Record]:
    return [Record("news-raw", 0, offset, bytes(size)) for offset, size in enumerate(sizes)]


@given(st.lists(st.integers(0, 50)), st.integers(1, 60))
def test_runs_keep_the_order_and_the_limit(sizes: list[int], limit: int) -> None:
    found = list(runs(records(sizes), 9, limit))
    assert [record for run in found for record in run.records] == records(sizes)
    for run in found:
        assert run.size == sum(len(one.value or b"") for one in run.records)
        assert len(run.records) == 1 or run.size <= limit
        assert run.last == run.records[-1]


@given(st.lists(st.integers(0, 50), min_size=1), st.integers(1, 60))
def test_runs_are_no_shorter_than_the_limit_demands(sizes: list[int], limit: int) -> None:
    found = list(runs(records(sizes), 9, limit))
    for one, following in pairwise(found):
        assert one.size + len(following.records[0].value or b"") > limit


def test_a_tombstone_weighs_nothing() -> None:
    (run,) = runs([Record("news-raw", 0, 0, None)] * 3, 3, 1)
    assert (len(run.records), run.size) == (3, 0)
