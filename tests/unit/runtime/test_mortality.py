"""The dead-letter limit."""

from __future__ import annotations

import pytest

from services.runtime.mortality import ENOUGH, LAST, Mortality, TooManyDeadLetters


def test_a_bad_deploy_is_noticed_once_enough_records_were_seen() -> None:
    mortality = Mortality(50)
    for _ in range(ENOUGH - 1):
        mortality.count(died=True)
    with pytest.raises(TooManyDeadLetters, match=f"{ENOUGH} of the last {ENOUGH} records"):
        mortality.count(died=True)


def test_as_many_as_the_limit_allows_may_die() -> None:
    mortality = Mortality(50)
    for _ in range(LAST):
        mortality.count(died=False)
        mortality.count(died=True)
    with pytest.raises(TooManyDeadLetters):
        mortality.count(died=True)


def test_a_long_good_past_does_not_hide_a_bad_present() -> None:
    mortality = Mortality(50)
    for _ in range(LAST * 100):
        mortality.count(died=False)
    for _ in range(LAST // 2):
        mortality.count(died=True)
    with pytest.raises(TooManyDeadLetters):
        mortality.count(died=True)


def test_a_hundred_percent_may_die_if_told_so() -> None:
    mortality = Mortality(100)
    for _ in range(LAST * 2):
        mortality.count(died=True)


def test_what_dies_after_all_counts_once() -> None:
    mortality = Mortality(50)
    for _ in range(ENOUGH):
        mortality.count(died=False)
    for _ in range(ENOUGH // 2):
        mortality.recount()
    with pytest.raises(TooManyDeadLetters, match=f"{ENOUGH // 2 + 1} of the last {ENOUGH} records"):
        mortality.recount()
