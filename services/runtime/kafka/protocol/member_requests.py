"""Two Kafka requests in versions that aiokafka lacks: a group's offsets under transactions.

Since version 3 TxnOffsetCommit says which member of which generation commits, and the
group refuses those it has left behind; since version 7 OffsetFetch can wait until no
transaction is about to change what it tells (KIP-447). Both need Kafka 2.5.
Source of the fields: TxnOffsetCommitRequest.json, OffsetFetchRequest.json and their
responses in apache/kafka, clients/src/main/resources/common/message.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from aiokafka import TopicPartition
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

from services.runtime.kafka.protocol.flexible_fields import NAME, NO_TAGS, TAGS
from services.runtime.source import Membership

_OFFSET = (("index", Int32), ("offset", Int64), ("leader_epoch", Int32), ("metadata", NAME))
_UNKNOWN_EPOCH = -1


def _topics(*fields: tuple[str, Any]) -> tuple[str, Any]:
    """Return the field of topics, which has these fields for each partition."""
    partitions = CompactArray(*fields, TAGS)
    return "topics", CompactArray(("name", NAME), ("partitions", partitions), TAGS)


class _CommitResponse(Response):
    API_KEY = 28
    API_VERSION = 3
    SCHEMA = Schema(
        ("throttle_time_ms", Int32), _topics(("index", Int32), ("error_code", Int16)), TAGS
    )


class _CommitRequest(RequestStruct):
    API_KEY = 28
    API_VERSION = 3
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _CommitResponse
    SCHEMA = Schema(
        ("transactional_id", NAME),
        ("group_id", NAME),
        ("producer_id", Int64),
        ("producer_epoch", Int16),
        ("generation_id", Int32),
        ("member_id", NAME),
        ("group_instance_id", NAME),
        _topics(*_OFFSET),
        TAGS,
    )


class _FetchResponse(Response):
    API_KEY = 9
    API_VERSION = 7
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        _topics(*_OFFSET, ("error_code", Int16)),
        ("error_code", Int16),
        TAGS,
    )


class _FetchRequest(RequestStruct):
    API_KEY = 9
    API_VERSION = 7
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _FetchResponse
    SCHEMA = Schema(
        ("group_id", NAME),
        ("topics", CompactArray(("name", NAME), ("partitions", CompactArray(Int32)), TAGS)),
        ("require_stable", Boolean),
        TAGS,
    )


class MemberOffsetCommit(Request[_CommitRequest]):
    """Commits next offsets, with their metadata, in a transaction, as a member of a group."""

    API_KEY = 28

    def __init__(
        self,
        transactional_id: str,
        producer: tuple[int, int],
        membership: Membership,
        offsets: Mapping[TopicPartition, tuple[int, str]],
    ) -> None:
        """Take the producer as its id and epoch."""
        self._fields = (
            transactional_id,
            membership.group,
            *producer,
            membership.generation,
            membership.member,
            None,
            [
                (topic, [(one.partition, *_offset(*offsets[one])) for one in parts], NO_TAGS)
                for topic, parts in _by_topic(offsets)
            ],
            NO_TAGS,
        )

    @override
    def build(self, request_struct_class: type[_CommitRequest]) -> _CommitRequest:
        """Return the request in the version agreed on."""
        return request_struct_class(*self._fields)


class StableOffsetFetch(Request[_FetchRequest]):
    """Asks for committed offsets; the answer is an error while a transaction may change them."""

    API_KEY = 9

    def __init__(self, group: str, partitions: Iterable[TopicPartition]) -> None:
        """Take the group, and the partitions to ask for."""
        topics = [
            (topic, [one.partition for one in parts], NO_TAGS)
            for topic, parts in _by_topic(partitions)
        ]
        self._fields = (group, topics, True, NO_TAGS)

    @override
    def build(self, request_struct_class: type[_FetchRequest]) -> _FetchRequest:
        """Return the request in the version agreed on."""
        return request_struct_class(*self._fields)


def _offset(offset: int, metadata: str) -> tuple[Any, ...]:
    return offset, _UNKNOWN_EPOCH, metadata, NO_TAGS


def _by_topic(
    partitions: Iterable[TopicPartition],
) -> list[tuple[str, list[TopicPartition]]]:
    groups = groupby(sorted(partitions), key=lambda one: one.topic)
    return [(topic, list(parts)) for topic, parts in groups]
