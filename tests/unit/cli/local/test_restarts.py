from __future__ import annotations

import pytest

from services.cli.local.restarts import is_mended_by_restart, pause_before_restart


def test_pauses_double_up_to_half_a_minute_while_it_ends_early() -> None:
    pauses = [0.0]
    for _ in range(7):
        pauses.append(pause_before_restart(3, pauses[-1]))
    assert pauses[1:] == [1, 2, 4, 8, 16, 30, 30]


def test_one_that_ran_for_a_minute_starts_again_at_once() -> None:
    assert pause_before_restart(60, 30) == 1


@pytest.mark.parametrize("code", [0, 65, 69, 70, 75, 1, -9, -15])
def test_what_may_pass_is_tried_again(code: int) -> None:
    assert is_mended_by_restart(code)


def test_a_wrong_setting_is_not() -> None:
    assert not is_mended_by_restart(2)
