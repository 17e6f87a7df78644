"""Topics are created once the brokers name them, or it is said that they don't."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from aiokafka.admin import NewTopic

from schemas.topics import TOPICS
from services.runtime.kafka import topic_admin
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings

NAMES = [topic.name for topic in TOPICS]


class Brokers:
    """Stands in for an admin client of brokers that name a created topic late, or never."""

    def __init__(self, late: int | None) -> None:
        self.late = late
        self.looks = 0
        self.created: list[str] = []

    async def list_topics(self) -> list[str]:
        self.looks += 1
        return self.created if self.late is not None and self.looks > self.late + 1 else []

    async def create_topics(self, topics: Sequence[NewTopic]) -> SimpleNamespace:
        self.created = [topic.name for topic in topics]
        return SimpleNamespace(topic_errors=[(name, 0, None) for name in self.created])


def reached(monkeypatch: pytest.MonkeyPatch, late: int | None) -> Brokers:
    brokers = Brokers(late)

    @asynccontextmanager
    async def admin(_: Settings) -> AsyncIterator[Brokers]:
        yield brokers

    monkeypatch.setattr(topic_admin, "admin", admin)
    return brokers


async def test_topics_are_created_once_the_brokers_name_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    brokers = reached(monkeypatch, late=3)
    assert await topic_admin.create_topics(Settings()) == NAMES
    assert brokers.looks == 1 + 4


async def test_brokers_that_do_not_name_what_they_created_are_told_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reached(monkeypatch, late=None)
    with pytest.raises(SetupError, match=r"do not name them: let this user DESCRIBE"):
        await topic_admin.create_topics(Settings(kafka_startup_seconds=0.2))
