"""The dead-letter limit: our failures count, other people's garbage does not."""

from __future__ import annotations

import pytest

from services.records.record import Record
from services.runtime.delivery.dead_letter_limit import (
    KNOWN_AFTER_RESULTS,
    MIN_RECORDS,
    MIN_SOURCES,
    WINDOW_RECORDS,
    DeadLetterLimit,
    TooManyDeadLetters,
    source_of,
)

SOURCES = [f"source {number}" for number in range(MIN_SOURCES)]


def known(*sources: str, results: int = KNOWN_AFTER_RESULTS) -> DeadLetterLimit:
    limit = DeadLetterLimit(50)
    for source in sources:
        for _ in range(results):
            limit.passed(source)
    return limit


def test_internal_errors_stop_once_enough_records_were_seen() -> None:
    limit = DeadLetterLimit(50)
    for _ in range(MIN_RECORDS - 1):
        limit.rejected(None, ours=True)
    with pytest.raises(
        TooManyDeadLetters, match=f"{MIN_RECORDS} of the last {MIN_RECORDS} records"
    ):
        limit.rejected(None, ours=True)


def test_as_many_as_the_limit_allows_may_fail() -> None:
    limit = DeadLetterLimit(50)
    for _ in range(WINDOW_RECORDS):
        limit.passed(None)
        limit.rejected(None, ours=True)
    with pytest.raises(TooManyDeadLetters):
        limit.rejected(None, ours=True)


def test_a_long_good_past_does_not_hide_a_bad_present() -> None:
    limit = known("source", results=WINDOW_RECORDS * 10)
    for _ in range(WINDOW_RECORDS // 2):
        limit.rejected("source", ours=True)
    with pytest.raises(TooManyDeadLetters):
        limit.rejected("source", ours=True)


@pytest.mark.parametrize("source", [None, "unknown"])
def test_garbage_of_whom_nothing_else_came_never_stops_a_worker(source: str | None) -> None:
    limit = known(*SOURCES)
    for _ in range(WINDOW_RECORDS * 2):
        limit.rejected(source, ours=False)


def test_nor_does_garbage_hide_our_failures() -> None:
    limit = DeadLetterLimit(50)
    for _ in range(MIN_RECORDS - 1):
        limit.rejected("unknown", ours=False)
        limit.rejected("unknown", ours=True)
    with pytest.raises(TooManyDeadLetters):
        limit.rejected("unknown", ours=True)


def test_many_made_up_sources_are_nothing_new() -> None:
    limit = known(*SOURCES)
    for number in range(WINDOW_RECORDS * 2):
        limit.rejected(f"made up {number}", ours=False)


def test_one_source_that_has_changed_does_not_stop_a_worker() -> None:
    limit = known(*SOURCES)
    for _ in range(WINDOW_RECORDS * 2):
        limit.rejected(SOURCES[0], ours=False)


def test_several_that_gave_results_and_give_none_do() -> None:
    limit = known(*SOURCES)
    passed = KNOWN_AFTER_RESULTS * MIN_SOURCES
    for number in range(MIN_RECORDS - passed - 1):
        limit.rejected(SOURCES[number % MIN_SOURCES], ours=False)
    with pytest.raises(TooManyDeadLetters):
        limit.rejected(SOURCES[0], ours=False)


def test_sources_that_gave_nothing_lately_are_forgotten() -> None:
    limit = known(*SOURCES, *(f"later {number}" for number in range(1000)))
    for _ in range(WINDOW_RECORDS):
        for source in SOURCES:
            limit.rejected(source, ours=False)


def test_all_may_fail_if_told_so() -> None:
    limit = DeadLetterLimit(100)
    for _ in range(WINDOW_RECORDS * 2):
        limit.rejected(None, ours=True)


def test_a_result_that_is_refused_after_all_counts_once() -> None:
    limit = known("source", results=MIN_RECORDS)
    for _ in range(MIN_RECORDS // 2):
        limit.recount()
    with pytest.raises(
        TooManyDeadLetters, match=f"{MIN_RECORDS // 2 + 1} of the last {MIN_RECORDS} records"
    ):
        limit.recount()


def test_a_source_is_the_publisher_or_the_pages_host() -> None:
    subject = ("ce_subject", b"https://wire.example/1")
    assert source_of(Record("news-raw", 0, 0, b"", headers=(subject,))) == "wire.example"
    both = (subject, ("ce_source", b"Wire"))
    assert source_of(Record("news-raw", 0, 0, b"", headers=both)) == "Wire"
    odd = (("ce_subject", b"http://[x"),)
    assert source_of(Record("news-raw", 0, 0, b"", headers=odd)) is None
