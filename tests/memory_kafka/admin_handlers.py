"""Requests about the cluster itself: what it is, and what it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.memory_kafka.broker import HOST, NODE, Broker
from tests.memory_kafka.cluster import Cluster
from tests.memory_kafka.codes import Code, KafkaFailure
from tests.memory_kafka.structs import Asked, versions

_TOPIC, _BROKER = 2, 4
"""Kinds of resources that have a configuration."""

_BROKER_CONFIG = {
    "offsets.retention.minutes": "10080",
    "group.min.session.timeout.ms": "6000",
    "group.max.session.timeout.ms": "1800000",
}

_TOPIC_SET = 1
"""The source of a configuration that was given with the topic."""

_ALL_RIGHTS = 0b111111111000


async def _api_versions(_: Broker, __: Asked) -> Mapping[str, Any]:
    return {"api_versions": list(versions())}


async def _metadata(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    asked = request.body["topics"]
    cluster = kafka.cluster
    # A null array asks for all; of an empty one the older versions' reader makes null, too.
    names = list(cluster.topics) if asked is None else [_name(one) for one in asked]
    broker = {"node_id": NODE, "id": NODE, "host": HOST, "port": kafka.port}
    return {
        "brokers": [broker],
        "cluster_id": "memory",
        "controller_id": NODE,
        "topics": [_described(cluster, name) for name in names],
    }


def _name(topic: Any) -> str:  # noqa: ANN401
    return str(topic["name"] if isinstance(topic, dict) else topic)


def _described(cluster: Cluster, name: str) -> Mapping[str, Any]:
    code, parts, high, low = Code.NONE, 0, 0, 0
    try:
        topic = cluster.topic(name)
        parts = len(topic.partitions)
        high, low = (_signed(topic.id.int >> 64), _signed(topic.id.int & (2**64 - 1)))
    except KafkaFailure as failure:
        code = failure.code
    return {
        "error_code": code,
        "topic": name,
        "name": name,
        "id_high": high,
        "id_low": low,
        "authorized_operations": _ALL_RIGHTS,
        "partitions": [
            {"partition": number, "leader": NODE, "replicas": [NODE], "isr": [NODE]}
            for number in range(parts)
        ],
    }


def _signed(half: int) -> int:
    return half - 2**64 if half >= 2**63 else half


async def _create_topics(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    return {
        "topic_errors": [
            {
                "topic": one["topic"],
                "error_code": _tried(
                    kafka.cluster.create,
                    one["topic"],
                    max(1, one["num_partitions"]),
                    {each["config_key"]: each["config_value"] for each in one["configs"]},
                ),
            }
            for one in request.body["create_topic_requests"]
        ]
    }


async def _delete_topics(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    return {
        "topic_error_codes": [
            {"topic": name, "error_code": _tried(kafka.cluster.delete, name)}
            for name in request.body["topics"]
        ]
    }


async def _delete_records(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    return {
        "topics": [
            {
                "name": topic["name"],
                "partitions": [
                    {
                        "partition_index": part["partition_index"],
                        "low_watermark": kafka.cluster.partition(
                            (topic["name"], part["partition_index"])
                        ).delete_before(part["offset"]),
                    }
                    for part in topic["partitions"]
                ],
            }
            for topic in request.body["topics"]
        ]
    }


def _tried(change: Any, *arguments: Any) -> Code:  # noqa: ANN401
    try:
        change(*arguments)
    except KafkaFailure as failure:
        return failure.code
    return Code.NONE


async def _describe_configs(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    return {"resources": [_config(kafka.cluster, one) for one in request.body["resources"]]}


def _config(cluster: Cluster, resource: Mapping[str, Any]) -> Mapping[str, Any]:
    name = resource["resource_name"]
    found = {"resource_type": resource["resource_type"], "resource_name": name}
    if resource["resource_type"] == _BROKER:
        config = _BROKER_CONFIG
    elif name in cluster.topics:
        config = cluster.topics[name].config
    else:
        return {**found, "error_code": Code.UNKNOWN_TOPIC_OR_PARTITION}
    entries = [
        {"config_names": key, "config_value": value, "config_source": _TOPIC_SET}
        for key, value in config.items()
    ]
    return {**found, "config_entries": entries}


async def _alter_configs(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    for one in request.body["resources"]:
        given = {each["config_name"]: each["config_value"] for each in one["config_entries"]}
        kafka.cluster.topic(one["resource_name"]).config.update(given)
    return {"resources": request.body["resources"]}


async def _list_groups(kafka: Broker, _: Asked) -> Mapping[str, Any]:
    return {
        "groups": [{"group": name, "protocol_type": "consumer"} for name in kafka.cluster.groups]
    }


async def _describe_groups(kafka: Broker, request: Asked) -> Mapping[str, Any]:
    return {"groups": [_group(kafka.cluster, name) for name in request.body["groups"]]}


def _group(cluster: Cluster, name: str) -> Mapping[str, Any]:
    group = cluster.groups.get(name)
    if group is None:
        return {"group": name, "state": "Dead", "protocol_type": "", "protocol": ""}
    members = [
        {
            "member_id": one.name,
            "client_id": one.joining.client,
            "client_host": "/127.0.0.1",
            "member_metadata": one.joining.protocols.get(group.protocol, b""),
            "member_assignment": one.assignment,
        }
        for one in group.members.values()
    ]
    return {
        "group": name,
        "state": group.state,
        "protocol_type": "consumer",
        "protocol": group.protocol,
        "members": members,
    }


HANDLERS = {
    "ApiVersions": _api_versions,
    "Metadata": _metadata,
    "CreateTopics": _create_topics,
    "DeleteTopics": _delete_topics,
    "DeleteRecords": _delete_records,
    "DescribeConfigs": _describe_configs,
    "AlterConfigs": _alter_configs,
    "ListGroups": _list_groups,
    "DescribeGroups": _describe_groups,
}
