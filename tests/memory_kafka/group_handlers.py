"""Requests of consumer groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.memory_kafka.broker import HOST, NODE, Broker
from tests.memory_kafka.codes import Code, KafkaFailure
from tests.memory_kafka.groups import Group, Joining
from tests.memory_kafka.offsets import GroupOffsets, Offset, Place
from tests.memory_kafka.structs import Asked
from tests.memory_kafka.txn_handlers import committed_answer, given_offsets

_NOTHING_COMMITTED = -1


async def _find_coordinator(kafka: Broker, _: Asked) -> Mapping[str, Any]:
    return {"coordinator_id": NODE, "host": HOST, "port": kafka.port}


async def _join(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    body = request.body
    group = kafka.cluster.group(body["group"])
    if not body["member_id"]:
        name = group.new_member(request.client)
        return {"error_code": Code.MEMBER_ID_REQUIRED, "generation_id": -1, "member_id": name}
    joining = Joining(
        request.client,
        body["session_timeout"] / 1000,
        body["rebalance_timeout"] / 1000,
        {one["protocol_name"]: one["protocol_metadata"] for one in body["group_protocols"]},
    )
    member = group.join(body["member_id"], joining, kafka.now())
    kafka.change()
    found = await kafka.until(lambda: group.joined_as(member))
    assert found  # it is waited for without an end
    return {
        "generation_id": found.generation,
        "group_protocol": found.protocol,
        "leader_id": found.leader,
        "member_id": found.member,
        "members": [
            {"member_id": name, "member_metadata": metadata} for name, metadata in found.members
        ],
    }


async def _sync(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    body = request.body
    group, member, generation = _group(kafka, body), body["member_id"], body["generation_id"]
    given = {one["member_id"]: one["member_metadata"] for one in body["group_assignment"]}
    group.sync(member, generation, given, kafka.now())
    kafka.change()
    assignment = await kafka.until(lambda: group.assignment(member, generation))
    return {"member_assignment": assignment}


async def _heartbeat(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    body = request.body
    _group(kafka, body).heartbeat(body["member_id"], body["generation_id"], kafka.now())
    return {}


async def _leave(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    _group(kafka, request.body).leave(request.body["member_id"], kafka.now())
    return {}


def _group(kafka: Broker, body: Mapping[str, Any]) -> Group:
    if body["group"] not in kafka.cluster.groups:
        raise KafkaFailure(Code.UNKNOWN_MEMBER_ID)
    return kafka.cluster.groups[body["group"]]


async def _commit(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    body = request.body
    kafka.cluster.commit_offsets(
        body["consumer_group"],
        body["consumer_id"],
        body["consumer_group_generation_id"],
        given_offsets(body),
    )
    return committed_answer(body)


async def _fetch_offsets(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    body = request.body
    offsets = kafka.cluster.offsets[body.get("group_id") or body["consumer_group"]]
    places = _places(body)
    if body["topics"] is None or (not places and request.version < 7):
        places = {topic: [] for topic, _ in offsets.committed}
        for topic, number in offsets.committed:
            places[topic].append(number)
    stable = body.get("require_stable", False)
    return {
        "topics": [
            {
                "topic": topic,
                "name": topic,
                "partitions": [_standing(offsets, (topic, one), stable=stable) for one in numbers],
            }
            for topic, numbers in places.items()
        ]
    }


def _places(body: Mapping[str, Any]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in body["topics"] or ():
        found.setdefault(one.get("topic") or one.get("name"), []).extend(one["partitions"])
    return found


def _standing(offsets: GroupOffsets, place: Place, *, stable: bool) -> Mapping[str, Any]:
    unstable = stable and offsets.is_unstable(place)
    nothing = Offset(_NOTHING_COMMITTED)
    found = nothing if unstable else offsets.committed.get(place, nothing)
    return {
        "partition": place[1],
        "index": place[1],
        "offset": found.offset,
        "leader_epoch": -1,
        "metadata": found.metadata,
        "error_code": Code.UNSTABLE_OFFSET_COMMIT if unstable else Code.NONE,
    }


HANDLERS = {
    "FindCoordinator": _find_coordinator,
    "JoinGroup": _join,
    "SyncGroup": _sync,
    "Heartbeat": _heartbeat,
    "LeaveGroup": _leave,
    "OffsetCommit": _commit,
    "OffsetFetch": _fetch_offsets,
}
