from __future__ import annotations

import pytest

from schemas.events import Precision
from services.parser.times.ages import resolve_age, split_age
from services.parser.times.dates import (
    as_utc,
    date_in_url,
    find_date,
    find_moment,
    precision_of,
)


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
        ("2025-04-27 08:30-11:00", "2025-04-27T08:30", "minute"),
        ("2025-04-27T5:04:0Z", "2025-04-27T05:04:00Z", "second"),
        ("2025-04-27 15:04 (KST)", "2025-04-27T15:04+09:00", "minute"),
        ("27-abr-2025 15:04", "2025-04-27T15:04", "minute"),
        ("Sun Apr 27 15:04:05 EDT 2025", "2025-04-27T15:04-04:00", "minute"),
        ("Sun Apr 27 2025 15:04:05 GMT+0530 (IST)", "2025-04-27T15:04+05:30", "minute"),
        ("27 de abril de 2025 | 3:04 p. m.", "2025-04-27T15:04", "minute"),
        ("27 April 2025, 15:04 Uhr (MESZ)", "2025-04-27T15:04+02:00", "minute"),
        ("10:36pm Sunday 27th April 2025", "2025-04-27T22:36", "minute"),
        ("27.04.25, 15 Uhr", "2025-04-27T15:00", "hour"),
        ("April 27, 2025, 3 PM", "2025-04-27T15:00", "hour"),
        ("April 27, 2025 7PM 6\u00b0C 10PM 7\u00b0C", "2025-04-27", "day"),
        ("April 27, 2025, 5h ago", "2025-04-27", "day"),
        ("27. dubna 2025 v 15:04", "2025-04-27T15:04", "minute"),
        ("27.4.2025 klo 15.04", "2025-04-27T15:04", "minute"),
        ("2025년 4월 27일 오후 3시 4분", "2025-04-27T15:04", "minute"),
        ("2025年4月27日 星期日 下午3点04分", "2025-04-27T15:04", "minute"),
        ("27 апреля 2025 г. в 15:04 МСК", "2025-04-27T15:04+03:00", "minute"),  # noqa: RUF001  as printed
        ("2025 m. balandžio 27 d. 15:04", "2025-04-27T15:04", "minute"),
        ("2025. gada 27. aprīlis", "2025-04-27", "day"),
        ("27 tháng 4 năm 2025", "2025-04-27", "day"),
        ("27 Απριλίου 2025", "2025-04-27", "day"),
        ("27 באפריל 2025", "2025-04-27", "day"),
        ("27 अप्रैल 2025", "2025-04-27", "day"),
        ("27. listopada 2025.", "2025-10-27", "day"),
        ("27 listopada 2025", "2025-11-27", "day"),
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
        "R7.4.27",
        "Kernel 6.6.66",
    ],
)
def test_what_is_no_full_date_is_not_guessed(text: str) -> None:
    assert find_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "دوشنبه ۷ اردیبهشت ۱۴۰۴",  # noqa: RUF001  as printed
        "۱۴۰۴/۰۲/۰۷",  # noqa: RUF001  as printed
        "1404-02-07",
        "7 Ordibehesht 1404",
        "۲۷ آوریل ۲۰۲۵",
        "٢٧ نيسان/أبريل ٢٠٢٥",
        "27 เมษายน พ.ศ. 2568",
        "27 เม.ย. 68",
        "๒๗ เมษายน ๒๐๒๕",
        "27/04/2568",
        "令和7年4月27日",
        "\uff12\uff10\uff12\uff15年\uff14月\uff12\uff17日",
        "民國114年4月27日",
    ],
)
def test_dates_of_other_calendars_and_digits_are_given_in_ours(text: str) -> None:
    found = find_date(text)
    assert found
    assert found[0] == ("2025-04-27", "day")


@pytest.mark.parametrize(
    "text", ["٢٩ شوال ١٤٤٦", "29/10/1446", "1446-10-29", "07/02/1404", "27/04/68", "२०८२-०१-१४"]
)
def test_a_calendar_that_is_not_read_gives_nothing(text: str) -> None:
    assert find_date(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("April 27, 2025 at 3:04 p.m. ET", "2025-04-27T15:04-04:00"),
        ("Jan 27, 2025 10:15 am US/Pacific", "2025-01-27T10:15-08:00"),
        ("November 2, 2025 1:30 a.m. ET", "2025-11-02T01:30"),
        ("27 April 2025 15:04 MT", "2025-04-27T15:04"),
    ],
)
def test_a_zone_that_does_not_say_summer_has_the_offset_of_the_day(text: str, value: str) -> None:
    found = find_date(text)
    assert found
    assert found[0][0] == value


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20250427", ("2025-04-27", "day")),
        ("20250427T150405Z", ("2025-04-27T15:04:05Z", "second")),
        ("1745766245", ("2025-04-27T15:04:05Z", "second")),
        ("20259999", None),
    ],
)
def test_machines_write_dates_without_marks(text: str, moment: tuple[str, Precision]) -> None:
    assert find_moment(text) == moment


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
