"""An audit that follows says what has changed, and tells Prometheus."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from aiokafka.errors import KafkaConnectionError

from services.ledger import following
from services.ledger.books import Books
from services.ledger.changes import changes
from services.ledger.following import Rounds, follow, show
from services.runtime.process.settings import Settings
from tests.metric_values import moved


def books(results: int, *missing: str) -> Books:
    made = Books("news-raw", ("news-articles", "news-dead-letters"))
    for number in range(results):
        made.post("Wire", "results", f"news-raw-1-{number}")
    for position in missing:
        made.post("Wire", "missing", position)
    return made


def test_the_first_books_are_all_new() -> None:
    assert list(changes([], [books(2, "news-raw-0-1")])) == [
        "news-raw → news-articles: results 0 → 2, missing 0 → 1",
        "new: news-raw-0-1: nothing on news-articles or news-dead-letters",
    ]


def test_what_stays_is_not_said_again() -> None:
    assert list(changes([books(2, "news-raw-0-1")], [books(2, "news-raw-0-1")])) == []


def test_what_is_found_in_the_end_is_gone() -> None:
    assert list(changes([books(2, "news-raw-0-1")], [books(3)])) == [
        "news-raw → news-articles: results 2 → 3, missing 1 → 0",
        "gone: news-raw-0-1: nothing on news-articles or news-dead-letters",
    ]


def test_gauges_show_the_books() -> None:
    show([books(0)])
    with moved("audit") as found:
        show([books(4, "news-raw-0-1")])
    stage = "news-articles", "news-raw"
    assert found["tagwire_audit_balanced", *stage] == -1
    assert found["tagwire_audit_records", "results", *stage] == 4
    assert found["tagwire_audit_records", "missing", *stage] == 1


async def test_a_round_that_fails_is_counted_and_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stop, told = asyncio.Event(), list[Sequence[Books]]()
    failures = [KafkaConnectionError()]

    async def audit(*_: object) -> list[Books]:
        if failures:
            raise failures.pop()
        return [books(1)]

    def tell(found: Sequence[Books]) -> None:
        told.append(found)
        stop.set()

    monkeypatch.setattr(following, "audit", audit)
    with moved("audit") as found:
        async with asyncio.timeout(60):
            await follow(Settings(), Rounds(None, 0), tell, stop)
    assert found["tagwire_audit_failures_total",] == 1
    assert found["tagwire_audit_last_timestamp_seconds",] > 0
    assert told == [[books(1)]]
