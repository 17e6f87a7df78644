"""The size of batches: it grows under a backlog, as long as a batch takes little time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.runtime.batch_size import BatchSize


def test_full_batches_that_take_little_time_let_it_grow_up_to_its_ceiling() -> None:
    size = BatchSize(200)
    sizes = []
    for _ in range(6):
        sizes.append(size.most)
        size.note(size.most, 0.01)
    assert sizes == [200, 400, 800, 1600, 3200, size.ceiling]


def test_a_batch_that_is_not_full_lets_it_be() -> None:
    size = BatchSize(200)
    size.note(150, 0.01)
    assert size.most == 200


def test_batches_that_take_long_make_it_smaller_again() -> None:
    size = BatchSize(200)
    for _ in range(3):
        size.note(size.most, 0.01)
    size.note(1000, 1.0)
    assert size.most == 500
    size.note(500, 5.0)
    assert size.most == 200


@given(st.integers(1, 500), st.lists(st.tuples(st.integers(0, 9000), st.floats(0, 100))))
def test_it_stays_between_its_first_size_and_its_ceiling(
    first: int, notes: list[tuple[int, float]]
) -> None:
    size = BatchSize(first)
    for records, seconds in notes:
        size.note(records, seconds)
        assert first <= size.most <= size.ceiling
