"""Requests of transactional producers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.memory_kafka.broker import Broker
from tests.memory_kafka.offsets import Offset, Place
from tests.memory_kafka.structs import Asked


async def _init_producer_id(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    body = request.body
    producer, epoch = kafka.cluster.begin_producer(
        body["transactional_id"], body["transaction_timeout_ms"] / 1000, kafka.now()
    )
    return {"producer_id": producer, "producer_epoch": epoch}


async def _add_partitions(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    body = request.body
    places = [(one["topic"], number) for one in body["topics"] for number in one["partitions"]]
    kafka.cluster.add_partitions(body["transactional_id"], _producer(body), places, kafka.now())
    return {
        "errors": [
            {
                "topic": one["topic"],
                "partition_errors": [{"partition": number} for number in one["partitions"]],
            }
            for one in body["topics"]
        ]
    }


async def _add_offsets(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    body = request.body
    kafka.cluster.add_group(
        body["transactional_id"], _producer(body), body["group_id"], kafka.now()
    )
    return {}


async def _commit_offsets(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    body = request.body
    member = body.get("member_id", ""), body.get("generation_id", -1)
    kafka.cluster.add_offsets(
        body["transactional_id"], _producer(body), body["group_id"], member, given_offsets(body)
    )
    return committed_answer(body)


async def _end(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    body = request.body
    kafka.cluster.end_transaction(
        body["transactional_id"],
        _producer(body),
        kafka.now(),
        committed=body["transaction_result"],
    )
    return {}


def given_offsets(body: Mapping[str, Any]) -> dict[Place, Offset]:
    """Return the offsets that a request commits."""
    return {
        (_name(topic), _number(part)): Offset(part["offset"], part["metadata"])
        for topic in body["topics"]
        for part in topic["partitions"]
    }


def committed_answer(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the answer that all the offsets of a request are committed."""
    topics = []
    for topic in body["topics"]:
        name, numbers = _name(topic), [_number(part) for part in topic["partitions"]]
        parts = [{"partition": number, "index": number} for number in numbers]
        topics.append({"topic": name, "name": name, "partitions": parts, "partition_errors": parts})
    return {"topics": topics, "errors": topics}


def _producer(body: Mapping[str, Any]) -> tuple[int, int]:
    return body["producer_id"], body["producer_epoch"]


def _name(topic: Mapping[str, Any]) -> str:
    return str(topic.get("topic", topic.get("name")))


def _number(part: Mapping[str, Any]) -> int:
    return int(part.get("partition", part.get("index")))


HANDLERS = {
    "InitProducerId": _init_producer_id,
    "AddPartitionsToTxn": _add_partitions,
    "AddOffsetsToTxn": _add_offsets,
    "TxnOffsetCommit": _commit_offsets,
    "EndTxn": _end,
}
