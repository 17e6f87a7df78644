"""The topic contract: every topic Tagwire reads or writes, in one table.

Names use hyphens only (Kafka's metric names fold ``.`` and ``_`` together).
Topics are created and checked from this table, and nothing else names them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Literal

from schemas.events import Article, Event, RawDump
from schemas.tagged import TaggedArticle
from schemas.taxonomy import TAXONOMY

MIB = 1024 * 1024
DEFAULT_PARTITIONS = 12

MAX_TOPIC_NAME = 249
"""The most characters that Kafka allows in a topic's name (`Topic.MAX_NAME_LENGTH`)."""

_MAX_RAW_BYTES = 8 * MIB
MAX_DUMP_BYTES = _MAX_RAW_BYTES - 64 * 1024
"""The largest dump that producers may send: the topic's limit less room for key and headers."""

MAX_EVENT_BYTES = 24 * MIB
"""The largest event: JSON escapes and UTF-8 can more than double a dump."""

_MAX_DEAD_LETTER_BYTES = 25 * MIB  # any event, and its error headers


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: what it carries and how the broker keeps it."""

    name: str
    summary: str
    key: str
    event: type[Event] | None
    event_type: str | None
    cleanup: Literal["delete", "compact,delete"]
    retention: timedelta
    max_message_bytes: int
    timestamps: Literal["CreateTime", "LogAppendTime"] = "CreateTime"

    def config(self) -> dict[str, str]:
        """Return the topic-level configuration, in Kafka's own names and units."""
        retention = str(int(self.retention.total_seconds() * 1000))
        # A tombstone stays as long as what it deletes could: else nobody could tell a record
        # that was deleted on purpose from one that was lost.
        tombstones = {"delete.retention.ms": retention} if "compact" in self.cleanup else {}
        return {
            "cleanup.policy": self.cleanup,
            "retention.ms": retention,
            **tombstones,
            "max.message.bytes": str(self.max_message_bytes),
            "message.timestamp.type": self.timestamps,
        }


RAW = Topic(
    name="news-raw",
    summary="Raw news dumps: a page's own bytes (text or HTML), or a JSON RawDump.",
    key="the producer's choice; the page URL is advised, none is allowed",
    event=RawDump,
    event_type="tagwire.dump.v1",
    cleanup="delete",
    retention=timedelta(days=7),
    max_message_bytes=_MAX_RAW_BYTES,
    # A producer's own clock or backfill must not make retention delete a dump unread.
    timestamps="LogAppendTime",
)
ARTICLES = Topic(
    name="news-articles",
    summary="Structured articles, one for each parsed dump.",
    key="article_id",
    event=Article,
    event_type="tagwire.article.v1",
    cleanup="delete",
    retention=timedelta(days=30),
    max_message_bytes=MAX_EVENT_BYTES,
)
TAGGED = Topic(
    name="news-tagged",
    summary="Every article with its tags, also where it has none.",
    key="article_id",
    event=TaggedArticle,
    event_type="tagwire.tagged.v1",
    cleanup="compact,delete",
    retention=timedelta(days=30),
    max_message_bytes=MAX_EVENT_BYTES,
)
DEAD_LETTERS = Topic(
    name="news-dead-letters",
    summary="Records that could not be processed: original bytes, the reason in headers.",
    key="the original key",
    event=None,
    event_type=None,
    cleanup="delete",
    retention=timedelta(days=30),
    max_message_bytes=_MAX_DEAD_LETTER_BYTES,
)


@cache
def tag_topic(tag: str) -> Topic:
    """Return the topic of the articles that carry a tag."""
    return replace(
        TAGGED,
        name=f"{TAGGED.name}-{tag}",
        summary=f"The articles that carry the tag {tag}: the same records as on {TAGGED.name}.",
    )


def topics_of(tags: Iterable[str]) -> tuple[Topic, ...]:
    """Return all topics, in the order of the flow, where these are the tags."""
    return (RAW, ARTICLES, TAGGED, *map(tag_topic, tags), DEAD_LETTERS)


TAG_TOPICS: dict[str, Topic] = {entry.tag: tag_topic(entry.tag) for entry in TAXONOMY}
"""The topics of the packaged pack's tags."""

TOPICS: tuple[Topic, ...] = topics_of(TAG_TOPICS)
"""All topics, where the packaged pack tags."""
