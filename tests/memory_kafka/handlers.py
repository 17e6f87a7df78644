"""What each request does: from its fields by name to those of the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tests.memory_kafka import admin_handlers, group_handlers, record_handlers, txn_handlers
from tests.memory_kafka.broker import Broker
from tests.memory_kafka.codes import Code
from tests.memory_kafka.structs import Asked

Handler = Callable[[Broker, Asked], Awaitable[Mapping[str, Any]]]
"""Carries a request out on a `MemoryKafka`."""

HANDLERS: Mapping[str, Handler] = {
    **record_handlers.HANDLERS,
    **group_handlers.HANDLERS,
    **txn_handlers.HANDLERS,
    **admin_handlers.HANDLERS,
}


def refused(request: Asked, code: Code) -> Mapping[str, Any]:
    """Return the answer that refuses a request, and each topic, partition or group in it."""
    topics = [_refused_topic(one, code) for one in request.body.get("topics") or ()]
    return {
        "error_code": code,
        "topics": topics,
        "errors": topics,
        "topic_errors": [{**one, "error_code": code} for one in topics],
        "producer_id": -1,
        "producer_epoch": -1,
    }


def _refused_topic(topic: Any, code: Code) -> dict[str, Any]:  # noqa: ANN401
    name = topic.get("topic", topic.get("name")) if isinstance(topic, dict) else topic
    given = topic.get("partitions", ()) if isinstance(topic, dict) else ()
    parts = [_refused_partition(one, code) for one in given]
    return {
        "topic": name,
        "topics": name,
        "name": name,
        "error_code": code,
        "partitions": parts,
        "partition_errors": parts,
    }


def _refused_partition(partition: Any, code: Code) -> dict[str, Any]:  # noqa: ANN401
    number = partition
    if isinstance(partition, dict):
        number = partition.get("partition", partition.get("index"))
    return {
        "partition": number,
        "index": number,
        "partition_index": number,
        "error_code": code,
        "offset": -1,
        "timestamp": -1,
        "leader_epoch": -1,
        "metadata": "",
        "message_set": b"",
        "highwater_offset": -1,
        "last_stable_offset": -1,
        "preferred_read_replica": -1,
    }
