"""The end of a partition: one answer for everybody, right also where a broker tells too little.

Tansu answers ListOffsets with the first offset of the last record batch plus one, but the
watermarks that it sends with records are right. So a fetch follows, from the end that was
told. On Apache Kafka nothing comes of it but the same end; a broker that told too little
gives itself away. So no topic is written to find out what a broker can't do.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import (
    KafkaError,
    KafkaTimeoutError,
    LeaderNotAvailableError,
    NoError,
    OffsetOutOfRangeError,
    RequestTimedOutError,
    TopicAuthorizationFailedError,
    for_code,
)
from aiokafka.protocol.fetch import FetchRequest

_ANSWER_SECONDS = 40.0
"""As long as aiokafka waits for the answer to ListOffsets (its `request_timeout_ms`)."""

_RETRY_SECONDS = 0.1

_WAIT_MS = 10
"""Tansu gives no answer at all to who won't wait. Apache Kafka doesn't use the time."""

_MIN_BYTES = 0

_MAX_BYTES = 1
"""Watermarks are wanted, and no records; a broker gives one batch all the same if it has one."""

_NO_LEADER = (None, -1)

_ANSWERS = (NoError.errno, TopicAuthorizationFailedError.errno)
"""Who may look at a topic, but not read it, is shown no watermark: then the told end stands."""

_ISOLATION = {"read_uncommitted": 0, "read_committed": 1}


async def ends(
    consumer: AIOKafkaConsumer, partitions: Collection[TopicPartition]
) -> dict[TopicPartition, int]:
    """Return for each partition the next offset after the last record that may be read.

    For a consumer of committed records that is the offset at which the first open
    transaction began (last stable offset), for others the high watermark.

    Raises:
        KafkaError: the brokers refuse, or have not answered in 40 s.

    """
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            while (found := await _tried(consumer, partitions)) is None:  # noqa: ASYNC110
                await asyncio.sleep(_RETRY_SECONDS)
    except TimeoutError:
        message = f"the brokers have not said for {_ANSWER_SECONDS:.0f} s where partitions end"
        raise KafkaTimeoutError(message) from None
    return found


async def _tried(
    consumer: AIOKafkaConsumer, partitions: Collection[TopicPartition]
) -> dict[TopicPartition, int] | None:
    """Return the ends, None if it is worth asking again."""
    told: dict[TopicPartition, int] = await AIOKafkaConsumer.end_offsets(consumer, partitions)
    try:
        shown = await _watermarks(consumer, told)
    except OffsetOutOfRangeError:  # records were deleted up to beyond that end, just now
        return None
    except KafkaError as error:
        if not error.retriable:
            raise
        consumer._client.force_metadata_update()  # noqa: SLF001 - as aiokafka does
        return None
    return {one: max(end, shown[one]) for one, end in told.items()}


async def _watermarks(
    consumer: AIOKafkaConsumer, told: Mapping[TopicPartition, int]
) -> dict[TopicPartition, int]:
    """Return up to where the consumer may read each partition, as a fetch from there shows it."""
    client: AIOKafkaClient = consumer._client  # noqa: SLF001
    isolation = _ISOLATION[consumer._isolation_level]  # noqa: SLF001
    shown: dict[TopicPartition, int] = {}
    for node, topics in _by_leader(client, told).items():
        request = FetchRequest(_WAIT_MS, _MIN_BYTES, _MAX_BYTES, isolation, topics)
        shown |= _shown(await client.send(node, request), stable=bool(isolation))
    if missing := told.keys() - shown.keys():
        raise RequestTimedOutError(f"no watermark of {min(missing)}")
    return shown


def _by_leader(
    client: AIOKafkaClient, told: Mapping[TopicPartition, int]
) -> dict[int, list[tuple[str, list[tuple[int, int, int]]]]]:
    """Return what to fetch from each broker: by topic, partitions with offset and limit."""
    found: dict[int, dict[str, list[tuple[int, int, int]]]] = defaultdict(lambda: defaultdict(list))
    for one, offset in told.items():
        leader = client.cluster.leader_for_partition(one)
        if leader in _NO_LEADER:
            raise LeaderNotAvailableError(one)
        found[leader][one.topic].append((one.partition, offset, _MAX_BYTES))
    return {leader: list(topics.items()) for leader, topics in found.items()}


def _shown(answer: Any, *, stable: bool) -> dict[TopicPartition, int]:  # noqa: ANN401
    """Return the watermarks of a fetch's answer; raise the first error that is in it."""
    return {
        TopicPartition(topic, number): last_stable if stable else high
        for topic, number, high, last_stable in _checked(answer)
    }


def _checked(answer: Any) -> Iterator[tuple[str, int, int, int]]:  # noqa: ANN401
    for topic, parts in answer.topics:
        for number, code, high, last_stable, *_ in parts:
            if code not in _ANSWERS:
                raise for_code(code)(f"{topic}-{number}")
            yield topic, number, high, last_stable
