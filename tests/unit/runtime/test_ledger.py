"""The books: every input has exactly one outcome, or is named."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schemas import dead_letters as names
from schemas.headers import ORIGIN
from services.runtime.ledger import Balance, Entry, Position, balance, outcomes_of, rows
from services.runtime.records import Record

TOPIC = "a-prefix-news-raw"


def entries(count: int) -> list[Entry]:
    return [Entry(Position(0, offset), b"k%d" % offset, "wire") for offset in range(count)]


def result(offset: int, key: bytes = b"id", topic: str = TOPIC) -> Record:
    return Record("results", 0, 0, None, key, ((ORIGIN, f"{topic}-0-{offset}".encode()),))


def letter(offset: int) -> Record:
    origin = {names.TOPIC: TOPIC, names.PARTITION: "0", names.OFFSET: str(offset)}
    headers = tuple((name, value.encode()) for name, value in origin.items())
    return Record("letters", 0, 0, None, None, headers)


def books(
    count: int,
    results: list[Record],
    letters: list[Record],
    *,
    committed: int,
    compacted: bool = False,
) -> Balance:
    outcomes = outcomes_of(TOPIC, results, letters, compacted=compacted)
    return balance(TOPIC, entries(count), outcomes, {0: committed})


def test_one_outcome_each_is_balanced() -> None:
    found = books(4, [result(0), result(2)], [letter(1)], committed=3)
    assert found.balanced
    assert found.total == {"results": 2, "dead letters": 1, "in flight": 1}


def test_what_is_committed_without_an_outcome_is_missing() -> None:
    found = books(2, [result(0)], [], committed=2)
    assert (found.missing, found.double) == ([f"{TOPIC}-0-1"], [])
    assert not found.balanced


def test_a_result_beside_a_dead_letter_is_double() -> None:
    found = books(2, [result(0), result(1)], [letter(1)], committed=2)
    assert (found.missing, found.double) == ([], [f"{TOPIC}-0-1"])


def test_outcomes_of_other_topics_and_records_without_a_cause_do_not_count() -> None:
    strangers = [result(0, topic="news-articles"), Record("results", 0, 0, None)]
    odd = Record("results", 0, 0, None, None, ((ORIGIN, f"{TOPIC}-x-y".encode()),))
    assert books(1, [*strangers, odd], [], committed=1).missing == [f"{TOPIC}-0-0"]


def test_a_result_that_compaction_removed_is_superseded_by_a_later_one_of_its_key() -> None:
    results = [result(1, key=b"k0")]
    assert books(1, results, [], committed=1, compacted=True).total == {"superseded": 1}
    assert books(1, results, [], committed=1).total == {"missing": 1}


def test_sources_are_counted_apart_and_together() -> None:
    inputs = [Entry(Position(0, 0), None, "wire"), Entry(Position(0, 1), None, "feed")]
    found = balance(TOPIC, inputs, outcomes_of(TOPIC, [], [], compacted=False), {})
    assert [(source, counts["in flight"]) for source, counts in rows(found)] == [
        ("feed", 1),
        ("wire", 1),
        ("total", 2),
    ]


@given(st.lists(st.integers(0, 9)), st.lists(st.integers(0, 9)), st.integers(0, 10))
def test_every_input_has_one_fate(results: list[int], letters: list[int], committed: int) -> None:
    found = books(
        10,
        [result(offset) for offset in results],
        [letter(offset) for offset in letters],
        committed=committed,
    )
    assert sum(found.total.values()) == 10
    assert found.total["double"] == len(found.double)
    assert found.total["missing"] == len(found.missing)
