"""Shares as whole points that add up to their rounded sum."""

from __future__ import annotations

from collections.abc import Sequence


def whole_points(shares: Sequence[int], denominator: int) -> list[int]:
    """Return each share divided by the denominator as an integer next to it.

    They add up to the rounded sum of all: the largest remainders are rounded up, of equal
    ones the first.
    """
    points = [share // denominator for share in shares]
    up = rounded(sum(shares), denominator) - sum(points)
    order = sorted(range(len(shares)), key=lambda at: -(shares[at] % denominator))
    for at in order[:up]:
        points[at] += 1
    return points


def rounded(share: int, denominator: int) -> int:
    """Return the share divided by the denominator, to the nearest integer, a half up."""
    return (2 * share + denominator) // (2 * denominator)
