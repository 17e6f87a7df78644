"""What the tests of a whole worker look at: what its service has written, and where it stands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from schemas import dead_letters as names
from schemas.topics import DEAD_LETTERS, Topic
from tests.memory_kafka.server import MemoryKafka
from tests.memory_kafka.worker import Worker

DEADLINE_SECONDS = 20

GROUP = "tagwire-stub"


def values(kafka: MemoryKafka, topic: Topic) -> list[bytes]:
    """Return the values of the committed records of a topic, sorted."""
    return sorted(record.value for _, record in kafka.cluster.committed_records(topic.name))


def reasons(kafka: MemoryKafka) -> set[bytes]:
    """Return the reasons of the dead letters."""
    letters = kafka.cluster.committed_records(DEAD_LETTERS.name)
    return {dict(letter.headers)[names.REASON] for _, letter in letters}


def standing(kafka: MemoryKafka) -> int:
    """Return how many records of news-raw the group has committed."""
    return sum(one.offset for one in kafka.cluster.offsets[GROUP].committed.values())


def members(kafka: MemoryKafka) -> int:
    """Return how many members the group has, 0 while it rebalances."""
    group = kafka.cluster.groups.get(GROUP)
    return len(group.members) if group and group.state == "Stable" else 0


async def until(kafka: MemoryKafka, done: Callable[[], bool]) -> None:
    """Wait until the cluster is as wanted. Fails after the deadline."""
    await kafka.until(lambda: done() or None, DEADLINE_SECONDS)
    assert done()


async def ended(one: Worker) -> int:
    """Wait until a worker has ended, and return the code."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        return await asyncio.shield(asyncio.wrap_future(one.ended))
