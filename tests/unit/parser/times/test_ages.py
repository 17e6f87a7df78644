from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.times.ages import resolve_age, split_age

NOW = "2025-04-27T12:34:56+02:00"


@pytest.mark.parametrize(
    ("age", "value", "precision"),
    [
        ("vor 2 Stunden", "2025-04-27T10:00+02:00", "hour"),
        ("vor einer Stunde", "2025-04-27T11:00+02:00", "hour"),
        ("for 3 timer siden", "2025-04-27T09:00+02:00", "hour"),
        ("för 5 minuter sedan", "2025-04-27T12:29+02:00", "minute"),
        ("3 uur geleden", "2025-04-27T09:00+02:00", "hour"),
        ("il y a 3 heures", "2025-04-27T09:00+02:00", "hour"),
        ("il y a un an", "2024-04-27", "year"),
        ("hace 3 horas", "2025-04-27T09:00+02:00", "hour"),
        ("un'ora fa", "2025-04-27T11:00+02:00", "hour"),
        ("há 3 dias", "2025-04-24", "day"),
        ("2 dias atrás", "2025-04-25", "day"),
        ("godzinę temu", "2025-04-27T11:00+02:00", "hour"),
        ("2 часа назад", "2025-04-27T10:00+02:00", "hour"),
        ("3 години тому", "2025-04-27T09:00+02:00", "hour"),
        ("2 saat önce", "2025-04-27T10:00+02:00", "hour"),
        ("3時間前", "2025-04-27T09:00+02:00", "hour"),
        ("2시간 전", "2025-04-27T10:00+02:00", "hour"),
        ("3 jam yang lalu", "2025-04-27T09:00+02:00", "hour"),
        ("2 tundi tagasi", "2025-04-27T10:00+02:00", "hour"),
        ("prieš 2 savaites", "2025-04-13", "week"),
        ("3 órája", "2025-04-27T09:00+02:00", "hour"),
        ("acum 20 de minute", "2025-04-27T12:14+02:00", "minute"),
        ("před 2 hodinami", "2025-04-27T10:00+02:00", "hour"),
        ("3 tuntia sitten", "2025-04-27T09:00+02:00", "hour"),
    ],
)
def test_ages_that_count_in_the_languages_of_news(age: str, value: str, precision: str) -> None:
    assert resolve_age(age, NOW, "second") == (value, precision)


@pytest.mark.parametrize(
    ("age", "value", "precision"),
    [
        ("gestern", "2025-04-26", "day"),
        ("i går 13.45", "2025-04-26T13:45", "minute"),
        ("Heute, 11:05 Uhr", "2025-04-27T11:05", "minute"),
        ("vorgestern", "2025-04-25", "day"),
        ("Apr 25", "2025-04-25", "day"),
        ("25. April", "2025-04-25", "day"),
        ("25 de abril", "2025-04-25", "day"),
        ("4月25日", "2025-04-25", "day"),
        ("Apr 28", "2024-04-28", "day"),
        ("31.12.", "2024-12-31", "day"),
        ("29 February", "2024-02-29", "day"),
        ("1/14 19:42", "2025-01-14T19:42", "minute"),
        ("September, 2017", "2017-09-01", "month"),
        ("24.04.2023", "2023-04-24", "day"),
    ],
)
def test_days_and_dates_without_a_year(age: str, value: str, precision: str) -> None:
    assert resolve_age(age, NOW, "second") == (value, precision)
    assert resolve_age(age, NOW[:10], "day") == (value, precision)


@pytest.mark.parametrize(
    ("clock", "now", "value"),
    [
        ("11:30", "2025-04-27T12:34", "2025-04-27T11:30"),
        ("14:30", "2025-04-27T12:34", "2025-04-26T14:30"),
        ("14:30", "2025-04-27T12:34Z", "2025-04-27T14:30"),  # the page's own clock, east of here
        ("2:30 pm", "2025-04-27T23:00", "2025-04-27T14:30"),
        ("kl. 09.15", "2025-04-27T12:34", "2025-04-27T09:15"),
    ],
)
def test_a_clock_alone_shows_the_last_such_time(clock: str, now: str, value: str) -> None:
    assert resolve_age(clock, now, "minute") == (value, "minute")


@pytest.mark.parametrize(
    "age", ["29:30", "30. Februar", "7/5 05:00", "5 min read", "3 год тому", "a few days ago", ""]
)
def test_what_is_no_age_or_may_be_two_is_unknown(age: str) -> None:
    assert resolve_age(age, NOW, "second") is None


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Politikvor 10 Stundenvor 10 Stunden", ("Politik", "vor 10 Stunden")),
        ("17 hours ago Shopping", ("Shopping", "17 hours ago")),
        ("29.04.2024Ellery", ("Ellery", "29.04.2024")),
        ("World | Today", ("World |", "Today")),
        ("Ferry Today", None),
        ("The mayor wants to speak today", None),
        ("Ferry 3 leaves at 14:30", None),
        ("400-metre fall in the hills", None),
    ],
)
def test_what_stands_beside_an_age(line: str, parts: tuple[str, str] | None) -> None:
    assert split_age(line) == parts


@given(st.text(), st.text())
def test_no_text_raises(text: str, reference: str) -> None:
    split_age(text)
    assert resolve_age(text, reference, "week") is None or text
