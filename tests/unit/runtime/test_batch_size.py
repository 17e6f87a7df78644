"""The size of batches: it grows under a backlog, and shrinks where each record is much work."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.runtime.batch_size import BatchSize


def sizes(of: BatchSize, count: int, seconds_each: float, work_each: float) -> list[int]:
    """Return the sizes of so many full batches, whose records take so long."""
    found = []
    for _ in range(count):
        found.append(of.most)
        of.note(of.most, of.most * seconds_each, of.most * work_each)
    return found


def test_full_batches_that_take_little_time_let_it_grow_up_to_its_ceiling() -> None:
    size = BatchSize(200)
    assert sizes(size, 7, 1e-6, 1e-6) == [100, 200, 400, 800, 1600, 3200, size.ceiling]


def test_a_batch_that_is_not_full_lets_it_be() -> None:
    size = BatchSize(200)
    size.note(100, 0.01, 0.01)
    size.note(150, 0.01, 0.01)
    assert size.most == 200


def test_batches_that_take_long_make_it_smaller_again() -> None:
    size = BatchSize(200)
    sizes(size, 5, 1e-6, 1e-6)
    size.note(1000, 1.0, 0.1)
    assert size.most == 500
    size.note(500, 5.0, 0.1)
    assert size.most == 200


def test_slow_brokers_make_it_no_smaller_than_usual() -> None:
    size = BatchSize(200)
    size.note(1, 30.0, 0.001)
    assert size.most == 200


def test_records_that_are_much_work_come_in_batches_of_half_a_second() -> None:
    assert sizes(BatchSize(200), 4, 0.1, 0.1) == [100, 5, 5, 5]
    assert sizes(BatchSize(200), 2, 9.0, 9.0) == [100, 1]


def test_it_is_as_before_once_the_work_is_done() -> None:
    size = BatchSize(200)
    sizes(size, 3, 0.1, 0.1)
    assert sizes(size, 2, 1e-6, 1e-6) == [5, 200]


def test_runs_are_no_larger_than_a_batch_and_not_than_usual() -> None:
    size = BatchSize(200)
    assert size.run == 100
    sizes(size, 5, 1e-6, 1e-6)
    assert size.run == 200


@given(
    st.integers(1, 500),
    st.lists(st.tuples(st.integers(0, 9000), st.floats(0, 100), st.floats(0, 100))),
)
def test_it_has_a_record_at_least_and_never_more_than_its_ceiling(
    usual: int, notes: list[tuple[int, float, float]]
) -> None:
    size = BatchSize(usual)
    for records, seconds, work_seconds in notes:
        size.note(records, seconds, work_seconds)
        assert 1 <= size.run <= size.most <= size.ceiling
