"""Brokers that forget a group's place while its records are still there."""

from __future__ import annotations

import pytest

from services.runtime.kafka.offset_retention import forgotten_early

WEEK, MONTH = 7 * 24 * 60, 30 * 24 * 60
TOPICS = {"news-raw": WEEK * 60_000, "news-articles": MONTH * 60_000}


@pytest.mark.parametrize(
    ("brokers", "topics", "named"),
    [
        ({"1": WEEK}, TOPICS, ["broker 1: offsets.retention.minutes is 10080, should be 43200"]),
        ({"1": MONTH, "2": WEEK}, TOPICS, ["broker 2: "]),
        ({"1": MONTH, "2": MONTH + 1}, TOPICS, []),
        ({"1": MONTH}, {"news-raw": MONTH * 60_000 + 1}, ["broker 1: "]),
        ({"1": MONTH}, {"news-raw": -1}, ["broker 1: "]),
        ({"1": 2**31 - 1}, {"news-raw": -1}, []),
        ({}, TOPICS, []),
    ],
)
def test_each_broker_that_forgets_early_is_named(
    brokers: dict[str, int], topics: dict[str, int], named: list[str]
) -> None:
    lines = forgotten_early(brokers, topics)
    assert len(lines) == len(named)
    assert all(line.startswith(start) for line, start in zip(lines, named, strict=True))
