"""The services, each stated once: what it reads, what it writes, and where it starts.

The commands, the AsyncAPI document, `lag`, `audit`, `config`, the replay of dead letters and the
tests of compose, chaos and the contract read it here. It imports no service: an entry's code is
loaded where that service runs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAG_TOPICS, TAGGED, Topic
from services.runtime.process.settings import Settings

Run = Callable[[Settings], Awaitable[None]]
"""Runs a service until SIGTERM or SIGINT; raises `SetupError` where it cannot."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service; its code is the folder of its name, and starts with `run` of the `app` there.

    One without a `source` takes its records from outside Kafka. `summary` is a sentence, `port`
    where its metrics are by default.
    """

    name: str
    summary: str
    source: Topic | None
    sinks: tuple[Topic, ...]
    port: int

    @property
    def module(self) -> str:
        """The module that starts it."""
        return f"services.{self.name.replace('-', '_')}.app"

    def load(self) -> Run:
        """Return what runs it; imports its code."""
        return cast("Run", import_module(self.module).run)


@dataclass(frozen=True, slots=True)
class Worker(Service):
    """A service that reads a topic in a consumer group of its own."""

    source: Topic


INGEST = Service(
    name="ingest",
    summary="Take dumps by HTTP and publish them to news-raw.",
    source=None,
    sinks=(RAW,),
    port=8081,
)
PARSER = Worker(
    name="parser",
    summary="Turn the dumps of news-raw into articles on news-articles.",
    source=RAW,
    sinks=(ARTICLES, DEAD_LETTERS),
    port=8082,
)
CLASSIFIER = Worker(
    name="classifier",
    summary="Tag the articles of news-articles, onto news-tagged and one topic per tag.",
    source=ARTICLES,
    sinks=(TAGGED, *TAG_TOPICS.values(), DEAD_LETTERS),
    port=8083,
)

SERVICES: tuple[Service, ...] = (INGEST, PARSER, CLASSIFIER)
"""In the order of the flow."""

WORKERS: tuple[Worker, ...] = tuple(one for one in SERVICES if isinstance(one, Worker))
"""Those that read a topic, in the order of the flow."""
