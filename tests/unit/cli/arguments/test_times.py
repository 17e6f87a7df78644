from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from services.cli.arguments.times import moment, seconds, span

NOW = datetime(2025, 4, 27, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "length"),
    [("45s", 45), ("90m", 5400), ("2h", 7200), ("7d", 604800), ("1w", 604800), ("1h30m", 5400)],
)
def test_a_duration_is_a_number_and_a_unit(text: str, length: int) -> None:
    assert seconds(text) == length


@pytest.mark.parametrize("text", ["", "2", "h", "2 h", "-2h", "2y", "٢h", "2.5h", "9999999999h"])
def test_anything_else_is_no_duration(text: str) -> None:
    assert seconds(text) is None


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2h", NOW - timedelta(hours=2)),
        ("999999999w", datetime(1970, 1, 1, tzinfo=UTC)),
        ("2025-04-27T08:00:00Z", datetime(2025, 4, 27, 8, tzinfo=UTC)),
        ("2025-04-27T08:00", datetime(2025, 4, 27, 8, tzinfo=UTC)),
        ("2025-04-27 08:00", datetime(2025, 4, 27, 8, tzinfo=UTC)),
        ("2025-04-27", datetime(2025, 4, 27, tzinfo=UTC)),
        ("20250427T080000+0200", datetime(2025, 4, 27, 8, tzinfo=timezone(timedelta(hours=2)))),
        ("2025-W17-7", datetime(2025, 4, 27, tzinfo=UTC)),
    ],
)
def test_a_time_is_iso_8601_or_so_long_ago(text: str, time: datetime) -> None:
    assert moment(text, NOW) == time


@pytest.mark.parametrize("text", ["", "yesterday", "2025-13-01", "10:30", "now", "1745749800"])
def test_anything_else_is_no_time(text: str) -> None:
    assert moment(text, NOW) is None


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (0.4, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (250, "4 min 10 s"),
        (3600, "1 h"),
        (3661, "1 h 1 min"),
        (90000, "1 d 1 h"),
    ],
)
def test_a_duration_is_shown_by_its_two_largest_units(length: float, shown: str) -> None:
    assert span(length) == shown
