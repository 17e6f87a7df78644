from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.parser.times.calendars import buddhist, gregorian, jalali, of_any

NEW_YEARS = {
    1370: date(1991, 3, 21),
    1375: date(1996, 3, 20),
    1376: date(1997, 3, 21),
    1400: date(2021, 3, 21),
    1403: date(2024, 3, 20),
    1404: date(2025, 3, 21),
    1408: date(2029, 3, 20),
}
"""As published by the calendar centre of Tehran's university (calendar.ut.ac.ir)."""


@pytest.mark.parametrize(("year", "day"), NEW_YEARS.items())
def test_a_year_of_iran_begins_in_spring(year: int, day: date) -> None:
    assert jalali(year, 1, 1) == day


def test_the_days_of_iran_follow_one_another() -> None:
    days = [
        jalali(year, month, day)
        for year in range(1370, 1420)
        for month in range(1, 13)
        for day in range(1, 32)
    ]
    known = [day for day in days if day]
    assert known == [known[0] + timedelta(days=count) for count in range(len(known))]
    assert known[-1] == date(2041, 3, 19)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1404, 12, 30), (1404, 7, 31), (1404, 13, 1), (1404, 0, 1), (1446, 1, 1), (1369, 1, 1)],
)
def test_a_day_that_iran_has_not_is_none(year: int, month: int, day: int) -> None:
    assert jalali(year, month, day) is None


def test_a_year_tells_its_calendar() -> None:
    day = date(2025, 4, 27)
    assert of_any(2025, 4, 27) == of_any(1404, 2, 7) == of_any(2568, 4, 27) == day
    assert (of_any(1446, 10, 29), of_any(2082, 1, 14), of_any(14, 4, 27)) == (None, None, None)


def test_a_leap_day_is_that_of_our_calendar() -> None:
    assert buddhist(2567, 2, 29) == gregorian(2024, 2, 29) == date(2024, 2, 29)
    assert buddhist(2568, 2, 29) is None
