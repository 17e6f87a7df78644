"""The contract as documents: JSON Schemas of the events, and AsyncAPI 3.0 of the topics.

`services.contract` writes them; a test fails when the committed ones are out of date.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from schemas import dead_letters, headers
from schemas.events import SCHEMA_VERSION, Article, Event, RawDump
from schemas.tagged import TaggedArticle
from schemas.topics import ARTICLES, DEAD_LETTERS, DEFAULT_PARTITIONS, RAW, TAGGED, TOPICS, Topic


class Flow(Protocol):
    """A service, as far as the contract goes: the topic that it reads, and those it writes."""

    @property
    def name(self) -> str:
        """The service's name; its consumer group is `tagwire-` and this."""

    @property
    def source(self) -> Topic | None:
        """What it reads, if that is a topic."""

    @property
    def sinks(self) -> Sequence[Topic]:
        """What it writes."""


EVENTS: dict[str, type[Event]] = {
    "raw-dump": RawDump,
    "article": Article,
    "tagged-article": TaggedArticle,
}
"""Each event by the name of its schema file."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12"
_BINDING = "0.5.0"  # asyncapi/bindings, kafka


def json_schema(event: type[Event]) -> dict[str, Any]:
    """Return the JSON Schema of an event as it is written."""
    return {"$schema": _DIALECT, **event.model_json_schema(mode="serialization")}


def asyncapi(flows: Sequence[Flow]) -> dict[str, Any]:
    """Return the AsyncAPI 3.0 document of all topics, and of who writes and reads them."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tagwire",
            "version": SCHEMA_VERSION,
            "description": "Raw news dumps in, tagged streams out.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": headers.JSON,
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": {
            name: operation
            for topic in TOPICS
            for name, operation in _operations(topic, flows).items()
        },
        "components": {
            "messages": {
                "page": _page(),
                "raw-dump": _message(RAW, "raw-dump"),
                "article": _message(ARTICLES, "article"),
                "tagged-article": _message(TAGGED, "tagged-article"),
                "dead-letter": _dead_letter(),
            }
        },
    }


def _channel(topic: Topic) -> dict[str, Any]:
    return {
        "address": topic.name,
        "description": topic.summary,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _carried(topic)},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": DEFAULT_PARTITIONS,
                "topicConfiguration": {
                    "cleanup.policy": topic.cleanup.split(","),
                    **{
                        name: int(value)
                        for name, value in topic.config().items()
                        if name.endswith("retention.ms")
                    },
                    "max.message.bytes": topic.max_message_bytes,
                },
                "bindingVersion": _BINDING,
            }
        },
    }


def _carried(topic: Topic) -> list[str]:
    """Return the names of the messages that a topic carries."""
    if topic.event is None:
        return ["dead-letter"]
    names = [name for name, event in EVENTS.items() if event is topic.event]
    return ["page", *names] if topic is RAW else names


def _operations(topic: Topic, flows: Sequence[Flow]) -> dict[str, Any]:
    writers = [flow.name for flow in flows if topic in flow.sinks]
    readers = [
        f"{flow.name}, consumer group tagwire-{flow.name}" for flow in flows if flow.source is topic
    ]
    found = {}
    if writers:
        summary = f"Written by the {_listed(writers)}."
        found[f"write-{topic.name}"] = _operation("send", topic, summary)
    if readers:
        summary = f"Read by the {_listed(readers)}."
        found[f"read-{topic.name}"] = _operation("receive", topic, summary)
    return found


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _operation(action: str, topic: Topic, summary: str) -> dict[str, Any]:
    return {
        "action": action,
        "summary": summary,
        "channel": {"$ref": f"#/channels/{topic.name}"},
    }


def _message(topic: Topic, name: str) -> dict[str, Any]:
    return {
        "name": str(topic.event_type),
        "contentType": headers.JSON,
        "headers": _headers(required=topic is not RAW),
        "payload": {"schemaFormat": _SCHEMA_FORMAT, "schema": {"$ref": f"./json/{name}.json"}},
        "bindings": _key(topic.key),
    }


def _page() -> dict[str, Any]:
    return {
        "name": "page",
        "summary": "A page as it is; all headers are optional, what they don't say is sniffed.",
        "contentType": "text/html",
        "headers": _headers(required=False),
        "payload": {"type": "string", "description": "The page's own bytes: text or HTML"},
        "bindings": _key(RAW.key),
    }


def _dead_letter() -> dict[str, Any]:
    reasons = [reason.value for reason in dead_letters.Reason]
    properties: dict[str, Any] = {
        name: {"type": "string"} for name in sorted(dead_letters.ERROR_HEADERS)
    }
    properties[dead_letters.REASON] = {"type": "string", "enum": reasons}
    required = sorted(properties)
    properties |= {
        dead_letters.CUT: {
            "type": "string",
            "description": "on a last resort only: what of the original is cut or left out, some "
            "of value, key and headers, separated by commas",
        },
        dead_letters.VALUE_LENGTH: {
            "type": "string",
            "description": "on a last resort only: the length of the original value in bytes",
        },
        dead_letters.VALUE_SHA256: {
            "type": "string",
            "description": "on a last resort only: the SHA-256 of the original value, hexadecimal",
        },
        dead_letters.FIRST_OFFSET: {
            "type": "string",
            "description": "with deleted-unread only: the first offset that is gone; "
            f"{dead_letters.OFFSET} is the last",
        },
    }
    return {
        "name": "dead-letter",
        "summary": "The original record, untouched, and these headers beside its own; a last "
        "resort, of what fits, where the original does not.",
        "contentType": "application/octet-stream",
        "headers": {"type": "object", "required": required, "properties": properties},
        "payload": {"description": "The original bytes"},
        "bindings": _key(DEAD_LETTERS.key),
    }


def _headers(*, required: bool) -> dict[str, Any]:
    always = [headers.CONTENT_TYPE, headers.CE_SPECVERSION, headers.CE_TYPE, headers.CE_ID]
    names = [*always, headers.CE_SOURCE, headers.CE_SUBJECT, headers.CE_TIME, headers.TRACEPARENT]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in names},
    }
    if not required:
        return schema
    schema["properties"][headers.ORIGIN] = {
        "type": "string",
        "description": "topic-partition-offset of the raw record that the article comes from",
    }
    schema["properties"][headers.ORIGIN_TIME] = {
        "type": "string",
        "description": "Timestamp of that raw record, in milliseconds since 1970",
    }
    return schema | {"required": [*always, headers.CE_SOURCE, headers.ORIGIN]}


def _key(description: str) -> dict[str, Any]:
    return {
        "kafka": {
            "key": {"type": "string", "description": description},
            "bindingVersion": _BINDING,
        }
    }
