"""Calendars of news beside the Gregorian: Iran's, Thailand's, and the eras of Japan and Taiwan.

Each is told by its own years, which the others don't have in our time. What has no place here,
such as the Islamic and the Hebrew calendar, is not read.
"""

from __future__ import annotations

from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1900, 2056
"""Gregorian years of news; 2057 and later are years 2000 and later of Nepal's."""

_JALALI_YEARS = range(1370, 1420)
"""1991 to 2041. The Islamic calendar had such years before there were web pages."""
_JALALI_START = date(1991, 3, 21)
"""The first day of 1370."""
_LEAP_REMAINDERS = frozenset([1, 5, 9, 13, 17, 22, 26, 30])
_LONG_MONTHS, _LONG_DAYS, _SHORT_DAYS = 6, 31, 30
_MONTHS = 12

_BUDDHIST_YEARS = range(2500, 2600)
_BUDDHIST_BEFORE = 543

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""An era -> the Gregorian year before its first."""


def gregorian(year: int, month: int, day: int) -> date | None:
    """Return the day of a year of news, None if there is no such day."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def buddhist(year: int, month: int, day: int) -> date | None:
    """Return the day of Thailand's calendar, which counts its years from 543 years earlier."""
    return gregorian(year - _BUDDHIST_BEFORE, month, day) if year in _BUDDHIST_YEARS else None


def jalali(year: int, month: int, day: int) -> date | None:
    """Return the day of Iran's calendar, None if there is no such day.

    A year begins in spring; six months of 31 days, five of 30, and one of 29, or 30 in a leap
    year. Leap years repeat every 33 years, which from 1178 to 1633 is what the sun gives.
    Source: K. M. Borkowski, The Persian calendar for 3000 years, 1996.
    """
    if year not in _JALALI_YEARS or not 1 <= month <= _MONTHS:
        return None
    days = _LONG_DAYS if month <= _LONG_MONTHS else _SHORT_DAYS
    if not 1 <= day <= days - (month == _MONTHS and not _is_leap(year)):
        return None
    before = year - _JALALI_YEARS.start
    leaps = sum(map(_is_leap, range(_JALALI_YEARS.start, year)))
    months = (month - 1) * _SHORT_DAYS + min(month - 1, _LONG_MONTHS)
    return _JALALI_START + timedelta(days=365 * before + leaps + months + day - 1)


def of_any(year: int, month: int, day: int) -> date | None:
    """Return the day of the calendar that has such a year."""
    return gregorian(year, month, day) or jalali(year, month, day) or buddhist(year, month, day)


def _is_leap(year: int) -> bool:
    return year % 33 in _LEAP_REMAINDERS
