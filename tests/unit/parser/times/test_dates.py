from __future__ import annotations

import pytest

from schemas.events import Precision
from services.parser.times.ages import resolve_age, split_age
from services.parser.times.dates import as_utc, date_in_url, find_date, precision_of


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2025-04-27", "2025-04-27", "day"),
        ("2025-04-27 10:30", "2025-04-27T10:30", "minute"),
        ("2025-04-27T10:30:05.123Z", "2025-04-27T10:30:05Z", "second"),
        ("2025-04-27T10:30:05+0200", "2025-04-27T10:30:05+02:00", "second"),
        ("April 27, 2025", "2025-04-27", "day"),
        ("Apr. 27 2025", "2025-04-27", "day"),
        ("27 April 2025", "2025-04-27", "day"),
        ("27th of April and 1st May, 2025", "2025-05-01", "day"),
        ("Published April 27, 2025, 3:04 pm EDT", "2025-04-27T15:04-04:00", "minute"),
        ("Sept 5, 2025 at 12:07 AM", "2025-09-05T00:07", "minute"),
        ("27 April 2025 - 15.04 GMT", "2025-04-27T15:04+00:00", "minute"),
        ("12:20pm Jan 7, 2024", "2024-01-07T12:20", "minute"),
        ("April 27, 2025 99:99", "2025-04-27", "day"),
        ("Posted: Apr 27, 2025 / 03:04 PM PDT", "2025-04-27T15:04-07:00", "minute"),
        ("Sunday, April 27, 2025 - 12:38", "2025-04-27T12:38", "minute"),
        ("27/04/2025 / 15:04", "2025-04-27T15:04", "minute"),
        ("27 de abril de 2025 a las 15:04", "2025-04-27T15:04", "minute"),
        ("2025-04-27 오후 3:04", "2025-04-27T15:04", "minute"),
        ("2025年4月27日 上午9:04", "2025-04-27T09:04", "minute"),
        ("27 أبريل 2025 - 12:09 م", "2025-04-27T12:09", "minute"),
        ("Sun, 27 Apr 2025 15:04:11 +0000", "2025-04-27T15:04+00:00", "minute"),
        ("27 Apr 2025 15:04 -0330", "2025-04-27T15:04-03:30", "minute"),
        ("April 27, 2025 15:04 JST", "2025-04-27T15:04+09:00", "minute"),
        ("April 27, 2025 08:30-11:00", "2025-04-27T08:30", "minute"),
    ],
)
def test_dates_are_read_as_precisely_as_written(text: str, value: str, precision: str) -> None:
    found = find_date(text)
    assert found
    assert found[0] == (value, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "April 27",
        "31 April 2025",
        "2025-13-01",
        "04/05/2025",
        "12025-01-011",
        "May 2025",
        "January 1, 1970",
        "0001-01-01T00:00:00",
        "1404-02-07",
        "2568-04-27",
    ],
)
def test_what_is_no_full_date_is_not_guessed(text: str) -> None:
    assert find_date(text) is None


def test_a_date_in_the_url() -> None:
    assert date_in_url("https://news.example/2025/04/27/fire") == "2025-04-27"
    assert date_in_url("https://news.example/20250427-fire") == "2025-04-27"
    assert date_in_url("https://news.example/2025/02/31/fire") is None
    assert date_in_url("https://news.example/story-2025") is None


def test_precision_and_moment_of_a_timestamp() -> None:
    assert precision_of("2025-04-27") == "day"
    assert precision_of("2025-04-27T10:30Z") == "minute"
    assert precision_of("2025-04-27T10:30:00Z") == "second"
    assert as_utc("2025-04-27T10:30+02:00") == as_utc("2025-04-27T08:30")
    assert as_utc("0001-01-01T00:00+02:00") is None


@pytest.mark.parametrize(
    ("age", "value", "precision"),
    [
        ("20 hours ago", "2025-04-26", "day"),
        ("5 min ago", "2025-04-27", "day"),
        ("just now", "2025-04-27", "day"),
        ("yesterday", "2025-04-26", "day"),
        ("a day ago", "2025-04-26", "day"),
        ("3 Days Ago", "2025-04-24", "day"),
        ("1 week ago", "2025-04-20", "week"),
        ("2 months ago", "2025-02-27", "month"),
        ("1 year ago", "2024-04-27", "year"),
    ],
)
def test_ages_seen_from_a_day_give_a_day(age: str, value: str, precision: str) -> None:
    assert resolve_age(age, "2025-04-27", "day") == (value, precision)


@pytest.mark.parametrize(
    ("age", "value", "precision"),
    [
        ("20 hours ago", "2025-04-26T16:00+00:00", "hour"),
        ("an hour ago", "2025-04-27T11:00+00:00", "hour"),
        ("5 min ago", "2025-04-27T12:29+00:00", "minute"),
        ("5m ago", "2025-04-27T12:29+00:00", "minute"),
        ("just now", "2025-04-27T12:34+00:00", "minute"),
        ("3d ago", "2025-04-24", "day"),
        ("2 weeks ago", "2025-04-13", "week"),
    ],
)
def test_ages_seen_from_a_time_are_cut_to_their_unit(age: str, value: str, precision: str) -> None:
    assert resolve_age(age, "2025-04-27T12:34:56Z", "second") == (value, precision)


def test_the_offset_of_the_reference_is_kept() -> None:
    assert resolve_age("1 hour ago", "2025-04-27T00:10-04:00", "minute") == (
        "2025-04-26T23:00-04:00",
        "hour",
    )
    assert resolve_age("1 hour ago", "2025-04-27T00:10", "minute") == ("2025-04-26T23:00", "hour")


def test_months_end_where_they_end() -> None:
    assert resolve_age("1 month ago", "2025-03-31", "day") == ("2025-02-28", "month")
    assert resolve_age("1 year ago", "2024-02-29", "day") == ("2023-02-28", "year")
    assert resolve_age("1 month ago", "2024-12-15", "day") == ("2024-11-15", "month")


@pytest.mark.parametrize(
    ("age", "reference", "precision"),
    [
        ("3 days ago", None, None),
        ("3 days ago", "2025-04-27", "week"),
        ("a while ago", "2025-04-27", "day"),
        ("9999 years ago", "2025-04-27", "day"),
        ("9999 years ago", "2025-04-27T10:30Z", "minute"),
        ("9" * 5000 + " days ago", "2025-04-27", "day"),
    ],
)
def test_what_cannot_be_resolved_is_unknown(
    age: str, reference: str | None, precision: Precision | None
) -> None:
    assert resolve_age(age, reference, precision) is None


def test_section_and_age_part_even_where_they_touch() -> None:
    assert split_age("World20 hours ago") == ("World", "20 hours ago")
    assert split_age("US News 1 week ago") == ("US News", "1 week ago")
    assert split_age("yesterday") == ("", "yesterday")
    assert split_age("World") is None
