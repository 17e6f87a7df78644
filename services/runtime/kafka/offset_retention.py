"""How long brokers remember a group that is away, against how long topics keep records."""

from __future__ import annotations

from collections.abc import Mapping

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

_NAME = "offsets.retention.minutes"
_MINUTE_MS = 60_000
_MAX_RETENTION_MINUTES = 2**31 - 1
"""The most that Kafka takes: a topic may keep its records for ever."""


async def offset_retentions(client: AIOKafkaAdminClient) -> dict[str, int]:
    """Return the minutes for which each broker keeps an empty group's offsets, by its id.

    Brokers that don't tell, as to a user who may not ask, are left out.
    """
    ids = [str(broker["node_id"]) for broker in (await client.describe_cluster())["brokers"]]
    wanted = {_NAME: None}
    resources = [ConfigResource(ConfigResourceType.BROKER, name, wanted) for name in ids]
    try:
        responses = await client.describe_configs(resources)
    except KafkaError:  # Tansu hangs up
        return {}
    return {
        resource[3]: int(entry[1])
        for response in responses
        for resource in response.resources
        for entry in resource[4]
        if entry[0] == _NAME and entry[1]
    }


def forgotten_early(brokers: Mapping[str, int], topics: Mapping[str, int]) -> list[str]:
    """Return a line for each broker that forgets offsets while a topic still has its records.

    `brokers` has the minutes by broker id, `topics` the retention by name in ms, -1 for ever.
    """
    name, longest = max(topics.items(), key=lambda one: _minutes(one[1]))
    wanted = _minutes(longest)
    kept = "for ever" if longest < 0 else f"for {wanted} minutes"
    return [
        f"broker {broker}: {_NAME} is {minutes}, should be {wanted} or more: {name} keeps records "
        f"{kept}, and a group that was away for longer than its offsets are kept starts anew"
        for broker, minutes in sorted(brokers.items())
        if minutes < wanted
    ]


def _minutes(retention_ms: int) -> int:
    """Return a topic's retention in minutes, rounded up."""
    return (
        _MAX_RETENTION_MINUTES
        if retention_ms < 0
        else min(-(-retention_ms // _MINUTE_MS), _MAX_RETENTION_MINUTES)
    )
