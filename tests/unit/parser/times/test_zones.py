from __future__ import annotations

import pytest

from services.parser.times.zones import find_zone, regional_zone, with_offset


@pytest.mark.parametrize(
    ("value", "zone", "wanted"),
    [
        ("2025-04-27T15:04", "Europe/Berlin", "2025-04-27T15:04+02:00"),
        ("2025-01-27T15:04:05", "Europe/Berlin", "2025-01-27T15:04:05+01:00"),
        ("2025-04-27T15:04", "Asia/Kolkata", "2025-04-27T15:04+05:30"),
        ("2025-10-26T02:30", "Europe/Berlin", "2025-10-26T02:30"),
        ("2025-03-30T02:30", "Europe/Berlin", "2025-03-30T02:30"),
        ("2025-04-27T15:04", "Nowhere/Atall", "2025-04-27T15:04"),
    ],
)
def test_a_local_time_has_the_offset_of_its_day(value: str, zone: str, wanted: str) -> None:
    assert with_offset(value, zone) == wanted


@pytest.mark.parametrize("name", ["", "Europe", "../etc/passwd", "Europe/../UTC", "tzdata.zi"])
def test_what_names_no_zone_gives_none(name: str) -> None:
    assert find_zone(name) is None


def test_regions_are_those_of_north_america() -> None:
    assert regional_zone("US/Eastern") == regional_zone("ET") == "America/New_York"
    assert regional_zone("Pacific Time") == "America/Los_Angeles"
