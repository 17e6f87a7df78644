"""Requests that write and read records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.memory_kafka.broker import Broker
from tests.memory_kafka.codes import Code, KafkaFailure
from tests.memory_kafka.structs import Asked

_LATEST, _EARLIEST = -1, -2


async def _produce(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    def one(topic: str, part: Mapping[str, Any]) -> Mapping[str, Any]:
        offset = kafka.cluster.produce((topic, part["partition"]), part["messages"], kafka.now())
        return {"offset": offset, "timestamp": -1}

    return _by_partition(request, one)


async def _fetch(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    def look(*, last: bool) -> Mapping[str, Any] | None:
        answer = _fetched(kafka, request)
        parts = [part for topic in answer["topics"] for part in topic["partitions"]]
        size = sum(len(part.get("message_set") or b"") for part in parts)
        wanted = size >= request.body["min_bytes"] or any(part["error_code"] for part in parts)
        return answer if last or wanted else None

    waited = await kafka.until(lambda: look(last=False), request.body["max_wait_time"] / 1000)
    return waited or look(last=True) or {}


def _fetched(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    committed_only = bool(request.body["isolation_level"])
    left = request.body["max_bytes"]

    def one(topic: str, part: Mapping[str, Any]) -> Mapping[str, Any]:
        nonlocal left
        limit = min(left, part["max_bytes"])
        found = kafka.cluster.partition((topic, part["partition"])).fetch(
            part["fetch_offset"], limit, committed_only=committed_only
        )
        data = b"".join(batch.data for batch in found.batches)
        left = max(0, left - len(data))
        return {
            "highwater_offset": found.high_watermark,
            "last_stable_offset": found.last_stable,
            "log_start_offset": found.start,
            "aborted_transactions": [
                {"producer_id": each.producer, "first_offset": each.first} for each in found.aborted
            ],
            "preferred_read_replica": -1,
            "message_set": data,
        }

    return _by_partition(request, one)


async def _list_offsets(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    committed_only = bool(request.body["isolation_level"])

    def one(topic: str, part: Mapping[str, Any]) -> Mapping[str, Any]:
        log = kafka.cluster.partition((topic, part["partition"]))
        match part["timestamp"]:
            case -1:
                return {"offset": log.last_stable if committed_only else log.end, "timestamp": -1}
            case -2:
                return {"offset": log.start, "timestamp": -1}
            case timestamp:
                offset, found = log.find(timestamp) or (-1, -1)
                return {"offset": offset, "timestamp": found}

    return _by_partition(request, one)


def _by_partition(
    request: Asked, one: Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
) -> Mapping[str, Any]:
    """Return the answer of a request whose partitions succeed and fail each by itself."""

    def tried(topic: str, part: Mapping[str, Any]) -> Mapping[str, Any]:
        code, found = Code.NONE, dict[str, Any]()
        try:
            found = dict(one(topic, part))
        except KafkaFailure as failure:
            code = failure.code
        failed = {"offset": -1, "timestamp": -1, "message_set": b"", "highwater_offset": -1}
        return {"partition": part["partition"], "error_code": code, **(found or failed)}

    return {
        "topics": [
            {
                "topic": topic["topic"],
                "topics": topic["topic"],
                "partitions": [tried(topic["topic"], part) for part in topic["partitions"]],
            }
            for topic in request.body["topics"]
        ]
    }


HANDLERS = {"Produce": _produce, "Fetch": _fetch, "ListOffsets": _list_offsets}
