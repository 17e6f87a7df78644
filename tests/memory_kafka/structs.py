"""aiokafka's own requests and answers, turned around: requests are read, answers written."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, NamedTuple

from aiokafka.protocol import (
    admin,
    commit,
    coordination,
    fetch,
    group,
    metadata,
    offset,
    produce,
    transaction,
)
from aiokafka.protocol.api import RequestHeader_v1, RequestHeader_v2, RequestStruct
from aiokafka.protocol.types import Array, Schema, TaggedFields

from services.runtime.kafka.protocol import member_requests, producer_ids, topic_ids

# ruff: noqa: SLF001 - the requests that the project makes itself are its modules' own
REQUESTS: Mapping[str, tuple[type[RequestStruct], ...]] = {
    "Produce": (produce.ProduceRequest_v7,),
    "Fetch": (fetch.FetchRequest_v11,),
    "ListOffsets": (offset.OffsetRequest_v3,),
    "Metadata": (
        metadata.MetadataRequest_v1,
        metadata.MetadataRequest_v5,
        topic_ids._MetadataRequestV12,
    ),
    "OffsetCommit": (commit.OffsetCommitRequest_v3,),
    "OffsetFetch": (commit.OffsetFetchRequest_v3, member_requests._FetchRequest),
    "FindCoordinator": (coordination.FindCoordinatorRequest_v1,),
    "JoinGroup": (group.JoinGroupRequest_v5,),
    "Heartbeat": (group.HeartbeatRequest_v1,),
    "LeaveGroup": (group.LeaveGroupRequest_v1,),
    "SyncGroup": (group.SyncGroupRequest_v3,),
    "DescribeGroups": (admin.DescribeGroupsRequest_v2,),
    "ListGroups": (admin.ListGroupsRequest_v1,),
    "ApiVersions": (admin.ApiVersionRequest_v0,),
    "CreateTopics": (admin.CreateTopicsRequest_v3,),
    "DeleteTopics": (admin.DeleteTopicsRequest_v3,),
    "DeleteRecords": (admin.DeleteRecordsRequest_v1,),
    "InitProducerId": (transaction.InitProducerIdRequest_v0, producer_ids._RequestV3),
    "AddPartitionsToTxn": (transaction.AddPartitionsToTxnRequest_v0,),
    "AddOffsetsToTxn": (transaction.AddOffsetsToTxnRequest_v0,),
    "EndTxn": (transaction.EndTxnRequest_v0,),
    "TxnOffsetCommit": (transaction.TxnOffsetCommitRequest_v0, member_requests._CommitRequest),
    "DescribeConfigs": (admin.DescribeConfigsRequest_v2,),
    "AlterConfigs": (admin.AlterConfigsRequest_v1,),
}
"""The requests that are understood: of each kind the versions that the project's clients send
to Apache Kafka 4."""

_KINDS = {
    (one.API_KEY, one.API_VERSION): (api, one)
    for api, versions in REQUESTS.items()
    for one in versions
}

_KEY_AND_VERSION = struct.Struct(">hh")


class Asked(NamedTuple):
    """A request: what it is, and its fields by name."""

    api: str
    struct: type[RequestStruct]
    correlation: int
    client: str
    body: dict[str, Any]

    @property
    def version(self) -> int:
        """Return the version of the request."""
        return int(self.struct.API_VERSION)

    def answer(self, body: Mapping[str, Any]) -> bytes:
        """Return the answer as bytes; fields that are not given have none or zero."""
        header = struct.pack(">i", self.correlation) + b"\0" * self.struct.FLEXIBLE_VERSION
        return bytes(header + _encoded(self.struct.RESPONSE_TYPE.SCHEMA, body))


def versions() -> Iterator[dict[str, int]]:
    """Yield what the brokers understand, as they announce it."""
    for kinds in REQUESTS.values():
        known = [one.API_VERSION for one in kinds]
        yield {
            "api_key": kinds[0].API_KEY,
            "min_version": min(known),
            "max_version": max(known),
        }


def asked(frame: bytes) -> Asked:
    """Return the request that a frame is.

    Raises:
        KeyError: nobody here understands it.

    """
    api, kind = _KINDS[_KEY_AND_VERSION.unpack_from(frame)]
    stream = BytesIO(frame)
    header_type = RequestHeader_v2 if kind.FLEXIBLE_VERSION else RequestHeader_v1
    _, _, correlation, client, *_ = header_type.SCHEMA.decode(stream)
    return Asked(api, kind, correlation, client, _decoded(kind.SCHEMA, stream))


def _decoded(schema: Schema, stream: BytesIO) -> dict[str, Any]:
    values = schema.decode(stream)
    return _named(schema, values)


def _named(schema: Schema, values: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        name: [_named(kind.array_of, one) for one in value]
        if value is not None and isinstance(kind, Array) and isinstance(kind.array_of, Schema)
        else value
        for name, kind, value in zip(schema.names, schema.fields, values, strict=True)
    }


def _encoded(schema: Schema, body: Mapping[str, Any]) -> bytes:
    return bytes(schema.encode(_row(schema, body)))


def _value(kind: Any, value: Any) -> Any:  # noqa: ANN401
    if isinstance(kind, Array):
        inner = kind.array_of
        if isinstance(inner, Schema):
            return [_row(inner, one) for one in value or ()]
        return list(value or ())
    if kind is TaggedFields:
        return {}
    if value is None and hasattr(kind, "_pack"):  # a number
        return 0
    return value


def _row(schema: Schema, body: Mapping[str, Any]) -> list[Any]:
    fields = zip(schema.names, schema.fields, strict=True)
    return [_value(kind, body.get(name)) for name, kind in fields]
