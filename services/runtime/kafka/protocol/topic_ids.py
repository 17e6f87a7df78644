"""Asks the brokers for topics' ids, and for a user's rights on topics.

A topic that was deleted and recreated has another id. aiokafka asks for metadata in a
version without ids and rights. Layout: Kafka protocol guide, Metadata v12.
"""

from __future__ import annotations

from collections.abc import Collection

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import for_code
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    Boolean,
    CompactArray,
    Int16,
    Int32,
    Int64,
    Schema,
)
from typing_extensions import override

from services.runtime.kafka.protocol.flexible_fields import NAME, TAGS

TopicId = tuple[int, int]
"""The two halves of a UUID."""

_METADATA_KEY = 3
_VERSION = 12

_ID = (("id_high", Int64), ("id_low", Int64))


class _Metadata(Response):
    API_KEY = _METADATA_KEY
    API_VERSION = _VERSION
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(("id", Int32), ("host", NAME), ("port", Int32), ("rack", NAME), TAGS),
        ),
        ("cluster_id", NAME),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("name", NAME),
                *_ID,
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", CompactArray(Int32)),
                        ("isr", CompactArray(Int32)),
                        ("offline_replicas", CompactArray(Int32)),
                        TAGS,
                    ),
                ),
                ("authorized_operations", Int32),
                TAGS,
            ),
        ),
        TAGS,
    )


class _MetadataRequestV12(RequestStruct):
    API_KEY = _METADATA_KEY
    API_VERSION = _VERSION
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _Metadata
    SCHEMA = Schema(
        ("topics", CompactArray(*_ID, ("name", NAME), TAGS)),
        ("allow_auto_topic_creation", Boolean),
        ("include_authorized_operations", Boolean),
        TAGS,
    )


class _MetadataRequest(Request[_MetadataRequestV12]):
    API_KEY = _METADATA_KEY

    def __init__(self, topics: Collection[str], *, rights: bool = False) -> None:
        tags: dict[int, bytes] = {}
        self._rights = rights
        self._topics = [(0, 0, name, tags) for name in topics]  # by name, not by id

    @override
    def build(self, request_struct_class: type[_MetadataRequestV12]) -> _MetadataRequestV12:
        return request_struct_class(self._topics, False, self._rights, {})  # noqa: FBT003 - by place


async def topic_ids(client: AIOKafkaClient, topics: Collection[str]) -> dict[str, TopicId]:
    """Return the id of each topic; nothing if the brokers are too old for ids.

    Raises:
        KafkaError: a topic is not there, or the brokers don't say.

    """
    try:
        answer = await client.send(client.get_random_node(), _MetadataRequest(topics))
    except NotImplementedError:  # before Kafka 3.0
        return {}
    found: dict[str, TopicId] = {}
    for error_code, name, high, low, *_ in answer.topics:
        if error_code:
            raise for_code(error_code)(name)
        found[name] = (high, low)
    return found


async def topic_rights(client: AIOKafkaClient, topics: Collection[str]) -> dict[str, int]:
    """Return what the user may do with each topic that is there, as bits (KIP-430).

    Raises:
        KafkaError: the brokers don't answer.

    """
    try:
        request = _MetadataRequest(topics, rights=True)
        answer = await client.send(client.get_random_node(), request)
    except NotImplementedError:  # before Kafka 3.0
        return {}
    return {name: operations for error, name, *_, operations, _ in answer.topics if not error}
