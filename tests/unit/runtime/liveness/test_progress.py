"""Progress: what stands still is told from what has nothing to do."""

from __future__ import annotations

import pytest

from services.runtime.liveness.progress import Progress
from services.runtime.source import Standing

FIRST, SECOND = ("news-raw", 0), ("news-raw", 1)


def after(*looks: dict[tuple[str, int], Standing]) -> Progress:
    """Return the progress after looks at seconds 0, 10, 20 …"""
    progress = Progress(0)
    for number, standings in enumerate(looks):
        progress.see(standings, number * 10)
    return progress


def test_a_partition_that_is_read_to_its_end_does_not_stand_still() -> None:
    progress = after(*[{FIRST: Standing(5, 5)}] * 4)
    assert progress.standstill(30) == 0


def test_a_partition_that_is_behind_and_does_not_move_stands_still() -> None:
    progress = after({FIRST: Standing(5, 5)}, *[{FIRST: Standing(5, 9)}] * 3)
    assert progress.still(30) == {FIRST: 30}


def test_one_partition_that_moves_does_not_hide_another_that_stands_still() -> None:
    looks = [{FIRST: Standing(5, 99), SECOND: Standing(number, 99)} for number in range(4)]
    assert after(*looks).still(30) == {FIRST: 30, SECOND: 0}


def test_records_in_hand_that_are_not_settled_stand_still() -> None:
    progress = Progress(0)
    progress.see({FIRST: Standing(9, 9)}, 0)
    progress.take(frozenset([FIRST]))
    for now in (10, 20, 30):
        progress.see({FIRST: Standing(9, 9)}, now)
    assert progress.standstill(30) == 30
    progress.settle({FIRST: 9})
    progress.see({FIRST: Standing(9, 9)}, 40)
    assert progress.standstill(40) == 0


def test_settling_what_was_read_long_ago_is_getting_on() -> None:
    progress = Progress(0)
    for now in (0, 10, 20):
        progress.settle({FIRST: now})
        progress.see({FIRST: Standing(50, 99)}, now)
    assert progress.standstill(20) == 0


def test_brokers_that_do_not_answer_are_a_standstill_too() -> None:
    progress = after({FIRST: Standing(5, 5)})
    assert progress.standstill(40) == 40


@pytest.mark.parametrize("standings", [{}, {SECOND: Standing(0, 0)}])
def test_a_partition_that_went_to_another_worker_is_forgotten(
    standings: dict[tuple[str, int], Standing],
) -> None:
    progress = after({FIRST: Standing(5, 9)}, {FIRST: Standing(5, 9)}, standings)
    assert progress.standstill(20) == 0


def test_the_lag_is_what_is_not_settled() -> None:
    progress = Progress(0)
    progress.see({FIRST: Standing(10, 100)}, 0)
    assert progress.lags() == {FIRST: 90}
    progress.take(frozenset([FIRST]))
    progress.settle({FIRST: 20})
    progress.see({FIRST: Standing(60, 100)}, 10)  # what is read ahead is not settled
    assert progress.lags() == {FIRST: 80}


def test_where_nothing_is_left_there_is_no_lag_though_a_transaction_has_ended_there() -> None:
    progress = Progress(0)
    progress.take(frozenset([FIRST]))
    progress.settle({FIRST: 99})
    progress.see({FIRST: Standing(100, 100)}, 0)
    assert progress.lags() == {FIRST: 0}


def test_a_partition_that_comes_back_has_the_lag_of_now() -> None:
    progress = Progress(0)
    progress.take(frozenset([FIRST]))
    progress.settle({FIRST: 20})
    progress.see({SECOND: Standing(0, 0)}, 0)  # somebody else has gone on with the first
    progress.see({FIRST: Standing(90, 100)}, 10)
    assert progress.lags() == {FIRST: 10}
