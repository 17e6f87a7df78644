from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.classifier.encoder.whole_points import rounded, whole_points

SHARES = st.lists(st.integers(-10_000_000, 10_000_000), max_size=60)


@given(SHARES, st.integers(1, 50_000))
def test_they_add_up_to_the_rounded_sum_each_next_to_its_share(
    shares: list[int], denominator: int
) -> None:
    points = whole_points(shares, denominator)
    assert sum(points) == rounded(sum(shares), denominator)
    assert all(
        abs(point * denominator - share) < denominator
        for point, share in zip(points, shares, strict=True)
    )


def test_the_largest_remainders_are_rounded_up_of_equal_ones_the_first() -> None:
    assert whole_points([14, 16, 14], 10) == [1, 2, 1]
    assert whole_points([15, 15], 10) == [2, 1]
    assert whole_points([-4, -4, -4], 10) == [0, 0, -1]
    assert whole_points([], 10) == []


def test_a_half_is_rounded_up() -> None:
    assert [rounded(share, 10) for share in (14, 15, -15, -16)] == [1, 2, -1, -2]
