"""Asks the brokers about consumer groups, without joining them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment
from aiokafka.errors import IncompatibleBrokerVersion, KafkaError, for_code

from schemas.topics import Topic
from services.runtime.kafka import clients
from services.runtime.kafka.lag import GroupLag, Member, PartitionLag, Unread, deleted, next_offset
from services.runtime.kafka.offsets import OffsetRanges, partitions_of
from services.runtime.kafka.readers.selected_records import readable
from services.runtime.process.logging import get_logger
from services.runtime.process.settings import Settings

log = get_logger(__name__)

UNKNOWN = "unknown"
"""The state of a group that the brokers do not describe."""

_ROUND_MS = 500

Members = Mapping[TopicPartition, Member]


async def group_lag(settings: Settings, group: str, topics: Sequence[Topic]) -> GroupLag:
    """Return how far a group is behind in topics, which must exist.

    Of several, only those are told of which the group reads, or has read.

    Raises:
        SetupError: the brokers cannot be reached.

    """
    state, members, owners = await _described(settings, group)
    partitions = await partitions_of(settings, topics)
    async with clients.consumer(settings, start="earliest", group=group) as consumer:
        committed = {one: await consumer.committed(one) for one in partitions}
        used = _used(partitions, committed, owners)
        if not used:
            return GroupLag(group, state, members, [])
        consumer.assign(used)
        consumer.pause(*used)
        held = await readable(consumer, used)
        starts = {one: next_offset(committed[one], held[one].start) for one in used}
        oldest = await _oldest(consumer, starts, held, settings.kafka_startup_seconds)
    return GroupLag(
        group,
        state,
        members,
        [
            PartitionLag(
                topic=one.topic,
                partition=one.partition,
                committed=committed[one],
                end=held[one].end,
                lag=0 if oldest.get(one, one) is None else max(0, held[one].end - starts[one]),
                deleted=deleted(committed[one], held[one].start),
                oldest=oldest.get(one),
                member=owners.get(one),
            )
            for one in sorted(used)
        ],
    )


def _used(
    partitions: Sequence[TopicPartition],
    committed: Mapping[TopicPartition, int | None],
    owners: Members,
) -> list[TopicPartition]:
    topics = {p.topic for p in partitions}
    if len(topics) > 1:
        topics = {p.topic for p in partitions if committed[p] is not None or p in owners}
    return [p for p in partitions if p.topic in topics]


async def _described(settings: Settings, group: str) -> tuple[str, list[Member], Members]:
    """Return a group's state, its members, and which of them has which partition."""
    try:
        async with clients.admin(settings) as admin:
            async with asyncio.timeout(settings.kafka_startup_seconds):
                (answer,) = await admin.describe_consumer_groups([group])
    except (KafkaError, TimeoutError, IncompatibleBrokerVersion) as error:
        log.warning("group-not-described", group=group, error=repr(error))
        return UNKNOWN, [], {}
    code, _, state, _, _, described, *_ = answer.groups[0]
    if code:
        log.warning("group-not-described", group=group, error=for_code(code).__name__)
        return UNKNOWN, [], {}
    members = [(Member(*found[:3]), _assigned(found[4])) for found in described]
    owners = {one: member for member, assigned in members for one in assigned}
    return state, [member for member, _ in members], owners


def _assigned(assignment: bytes) -> list[TopicPartition]:
    if not assignment:  # while the group forms
        return []
    found: list[TopicPartition] = ConsumerProtocolMemberAssignment.decode(assignment).partitions()
    return found


async def _oldest(
    consumer: AIOKafkaConsumer,
    starts: Mapping[TopicPartition, int],
    held: OffsetRanges,
    patience: float,
) -> dict[TopicPartition, Unread | None]:
    """Return the first record from each start on, None where there is none.

    What the brokers do not give within `patience` seconds is left out.
    """
    open_ = {one for one, start in starts.items() if start < held[one].end}
    found: dict[TopicPartition, Unread | None] = dict.fromkeys(starts.keys() - open_)
    for one in open_:
        consumer.seek(one, starts[one])
    consumer.resume(*open_)
    deadline = time.monotonic() + patience
    while open_ and time.monotonic() < deadline:
        for one, records in (await consumer.getmany(*open_, timeout_ms=_ROUND_MS)).items():
            found[one] = Unread(one.topic, one.partition, records[0].offset, records[0].timestamp)
            consumer.pause(one)
        open_ -= found.keys()
        ended = {one for one in open_ if await consumer.position(one) >= held[one].end}
        found |= dict.fromkeys(ended)
        open_ -= ended
    return found
