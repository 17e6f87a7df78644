"""What a bench writes: dumps or articles, each of an identity of its own, at once or at a rate."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas import headers
from schemas.events import Article, decode, encode
from schemas.topics import ARTICLES, RAW, TOPICS, Topic
from services.parser.handler import handle as parse
from services.records.record import Message, Record, Rejected
from services.runtime.kafka import clients
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.settings import Settings
from tests.bench.pages import json_lines

_AT_ONCE = 1000
"""So many records are on their way before the first is waited for."""


def read_dumps(path: Path | None) -> list[Message]:
    """Return a page set's HTML pages (``*.jsonl``, ``*.jsonl.gz``), else the file as one dump."""
    if path is None:
        return [_text((files("services.cli") / "samples" / "harbour-fire.txt").read_bytes())]
    if path.name.endswith((".jsonl", ".jsonl.gz")):
        return [_html(page) for page in json_lines(path)]
    return [_text(path.read_bytes())]


def _text(value: bytes) -> Message:
    return Message(RAW, None, value, ((headers.CONTENT_TYPE, b"text/plain"),))


def _html(page: dict[str, Any]) -> Message:
    given = {headers.CE_SOURCE: page.get("source"), headers.CE_TIME: page.get("fetched_at")}
    known = tuple((name, str(value).encode()) for name, value in given.items() if value)
    content_type = (headers.CONTENT_TYPE, b"text/html; charset=utf-8")
    return Message(RAW, None, page["html"].encode(), (content_type, *known))


def inputs(source: Topic, dumps: list[Message], count: int) -> Iterator[Message]:
    """Return so many records for a topic: dumps for news-raw, their articles for news-articles."""
    if source is RAW:
        return (numbered(dump, n) for n, dump in enumerate(islice(cycle(dumps), count)))
    articles = [article for dump in dumps for article in _articles(dump)]
    return (_as_message(article, n) for n, article in enumerate(islice(cycle(articles), count)))


def numbered(dump: Message, number: int) -> Message:
    """Return the dump with an id and an address of its own: else all were one article."""
    own = (
        (headers.CE_ID, str(number).encode()),
        (headers.CE_SUBJECT, f"https://news.example/{number}".encode()),
    )
    return Message(RAW, None, dump.value, (*dump.headers, *own))


def _articles(dump: Message) -> Iterator[Article]:
    try:
        result = parse(Record(RAW.name, 0, 0, dump.value, headers=dump.headers))
    except Rejected:
        return
    yield decode(Article, result[0].value or b"")


def _as_message(article: Article, number: int) -> Message:
    own = article.model_copy(update={"article_id": f"{number:032x}", "dump_id": str(number)})
    return Message(ARTICLES, own.article_id.encode(), encode(own))


async def fresh_topics(settings: Settings) -> None:
    """Create the topics under a new prefix, with the broker's clock and without compaction."""
    await create_topics(settings)
    wanted = {"message.timestamp.type": "LogAppendTime", "cleanup.policy": "delete"}
    async with clients.admin(settings) as admin:
        await admin.alter_configs(
            [
                ConfigResource(
                    ConfigResourceType.TOPIC,
                    settings.topic_prefix + topic.name,
                    topic.config() | wanted,
                )
                for topic in TOPICS
            ]
        )


async def publish(settings: Settings, messages: Iterable[Message]) -> dict[int, int]:
    """Write the records as fast as they go; return when each was appended, as `publish_at`."""
    return await publish_at(settings, messages, rate=None)


async def publish_at(
    settings: Settings, messages: Iterable[Message], *, rate: float | None
) -> dict[int, int]:
    """Write the records, `rate` a second, whether or not anybody keeps up.

    Returns by record number the broker's time of its append, in milliseconds since 1970.
    """
    appended: dict[int, int] = {}
    loop = asyncio.get_running_loop()
    async with clients.producer(settings) as producer:
        start, sent = loop.time(), []
        for number, message in enumerate(messages):
            if rate and (early := start + number / rate - loop.time()) > 0:
                await asyncio.sleep(early)
            sent.append((number, await clients.send(producer, message, settings)))
            if len(sent) >= _AT_ONCE and not rate:
                appended |= await _confirmed(sent)
                sent = []
        return appended | await _confirmed(sent)


async def _confirmed(sent: list[tuple[int, asyncio.Future[Any]]]) -> dict[int, int]:
    return {number: (await confirmation).timestamp for number, confirmation in sent}


def describe(dumps: list[Message]) -> str:
    """Return in words what is written."""
    size = sum(len(dump.value or b"") for dump in dumps) // len(dumps)
    return f"{len(dumps)} dumps of {size:,} bytes on average, repeated"
