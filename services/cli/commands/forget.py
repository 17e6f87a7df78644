"""`tagwire forget`: deletes articles from the compacted topics, and says what stays until when."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from typing import NamedTuple

import click

from schemas.headers import ORIGIN
from schemas.identity import canonical_url
from schemas.topics import ARTICLES, RAW, Topic
from services.cli.arguments.options import brokers, command_settings
from services.cli.arguments.times import span
from services.cli.terminal.harmless import echo, harmless
from services.records.cloudevents import origin_milliseconds
from services.records.forgetting import Named, tombstone
from services.records.record import Record
from services.runtime.kafka import clients
from services.runtime.kafka.readers.whole_topics import read_to_end
from services.runtime.kafka.topic_admin import retentions
from services.runtime.process.chosen_tags import chosen_topics
from services.runtime.process.settings import Settings

_TOO_LATE = 10**14
"""In milliseconds since 1970: a time in the year 5138, a round number before dates end."""


class Found(NamedTuple):
    """A record of a topic that is to be forgotten."""

    topic: Topic
    record: Record


@click.command()
@brokers
@click.option("--id", "article_id", metavar="ARTICLE_ID", help="The article with this id.")
@click.option("--url", help="All articles of this address, however it is spelt.")
@click.option("--source", help="All articles of this source.")
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted, and what stays.")
def forget(*, article_id: str | None, url: str | None, source: str | None, dry_run: bool) -> None:
    """Delete articles from news-tagged and the topics of tags, for good.

    A tombstone is written for each: readers that keep a copy delete theirs when they see it, and
    the brokers delete what is before it when they compact the topic. What other topics hold goes
    by their retention: each such record is named, with the time until which it may stay.
    Exit 1 if no such article is found.
    """
    named = Named(article_id, url, source)
    if sum(one is not None for one in named) != 1:
        raise click.UsageError("say which: give one of --id, --url and --source")
    if url is not None and canonical_url(url) is None:
        raise click.UsageError(f"--url {url!r} is no web address: give it with https://")
    settings = command_settings("forget")
    if not asyncio.run(_forget(settings, named, dry_run=dry_run)):
        echo("no such article is on the compacted topics, or in news-articles", err=True)
        sys.exit(1)


async def _forget(settings: Settings, named: Named, *, dry_run: bool) -> int:
    """Return how many records were found."""
    topics = chosen_topics(settings.model)
    compacted = [topic for topic in topics if "compact" in topic.cleanup]
    found = [
        Found(one, record) for one in compacted for record in await _last(settings, one, named)
    ]
    async with clients.producer(settings) as producer:
        for topic, record in found:
            if not dry_run:
                message = tombstone(topic, record)
                await (await clients.send(producer, message, settings))
            done = "would be deleted" if dry_run else "deleted"
            echo(harmless(f"{record.topic}: {_shown(record.key)} {done}"))
    articles = [one async for one in read_to_end(settings, ARTICLES) if named.fits(one)]
    for line in await _staying(settings, articles):
        echo(harmless(line))
    return len(found) + len(articles)


async def _last(settings: Settings, topic: Topic, named: Named) -> list[Record]:
    """Return the last record of each key, where that is meant: what was before it goes anyway."""
    last: dict[bytes | None, Record] = {}
    async for record in read_to_end(settings, topic):
        if named.fits(record):
            last[record.key] = record
        else:
            last.pop(record.key, None)
    return list(last.values())


def _shown(key: bytes | None) -> str:
    return (key or b"").decode(errors="replace")


async def _staying(settings: Settings, articles: list[Record]) -> list[str]:
    """Return a line for each record that retention alone deletes: articles, and their dumps."""
    kept = await retentions(settings, [RAW, ARTICLES])
    of_raw, of_articles = (kept[settings.topic_prefix + topic.name] for topic in (RAW, ARTICLES))
    lines = []
    for article in articles:
        lines.append(_until(article.position, article.timestamp, of_articles))
        if origin := article.header(ORIGIN):
            lines.append(_until(origin, origin_milliseconds(article), of_raw))
    return lines


def _until(position: str, time: int | None, retention: int) -> str:
    """Return until when a record may stay; `time` and `retention` in milliseconds."""
    if retention < 0:
        return f"{position}: stays, the topic keeps its records for ever"
    if time is None or time + retention >= _TOO_LATE:
        return f"{position}: stays for {span(retention / 1000)} from when it was written"
    until = datetime.fromtimestamp((time + retention) / 1000, UTC)
    return f"{position}: stays until {until:%Y-%m-%d %H:%M} UTC, or until its whole segment is old"
