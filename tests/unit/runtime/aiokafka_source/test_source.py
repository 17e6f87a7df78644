"""The plain source: what it yields, what it commits, and what it does at a rebalance."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError
from aiokafka.structs import OffsetAndMetadata

from services.records.skipped import Skipped
from services.runtime.aiokafka_source.source import AiokafkaSource
from services.runtime.kafka import clients
from services.runtime.kafka.protocol import group_member
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings
from services.runtime.source import Batch, Standing

ZERO, ONE = TopicPartition("news-raw", 0), TopicPartition("news-raw", 1)


def fetched(partition: TopicPartition, *offsets: int) -> dict[TopicPartition, list[Any]]:
    return {partition: [record(partition, offset) for offset in offsets]}


def record(partition: TopicPartition, offset: int) -> Any:  # noqa: ANN401 - aiokafka's
    return ConsumerRecord(*partition, offset, 0, 0, None, b"x", None, 0, 1, ())


class Client:
    """Stands in for aiokafka's consumer and its coordinator: gives what a test puts there."""

    group_id, generation, member_id = "tagwire-stub", 1, "member"

    def __init__(self) -> None:
        self.coming: asyncio.Queue[dict[TopicPartition, list[Any]]] = asyncio.Queue()
        self.offsets: dict[TopicPartition, int] = {}
        self.commits: list[dict[TopicPartition, int]] = []
        self.refuses = False
        self.listener: Any = None
        self._coordinator = self
        self._client = None
        self._fetcher = SimpleNamespace(_update_fetch_positions=None)

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def check_errors(self) -> None: ...

    def subscribe(self, _: list[str], listener: object) -> None:
        self.listener = listener

    async def getmany(self, **_: object) -> dict[TopicPartition, list[Any]]:
        return self.coming.get_nowait() if self.coming.qsize() else await self._wait()

    async def _wait(self) -> dict[TopicPartition, list[Any]]:
        await asyncio.sleep(0)
        return {}

    async def fetch_committed_offsets(
        self, partitions: list[TopicPartition]
    ) -> dict[TopicPartition, OffsetAndMetadata]:
        return {one: OffsetAndMetadata(self.offsets.get(one, -1), "") for one in partitions}

    async def commit(self, offsets: Mapping[TopicPartition, OffsetAndMetadata]) -> None:
        if self.refuses:
            raise CommitFailedError("the group has gone on")
        self.commits.append({one: found.offset for one, found in offsets.items()})


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    async def ids(*_: object) -> dict[str, tuple[int, int]]:
        return {}

    found = Client()
    monkeypatch.setattr(clients, "group_consumer", lambda *_: found)
    monkeypatch.setattr(group_member, "topic_ids", ids)
    return found


@pytest.fixture
async def source(client: Client) -> AsyncIterator[AiokafkaSource]:
    """Give a source that the group has taken in, with partition 0."""
    found = AiokafkaSource("stub", "news-raw", Settings(), commits=True)
    starting = asyncio.create_task(found.start())
    while client.listener is None:
        await asyncio.sleep(0)
    await client.listener.on_partitions_assigned([ZERO])
    await starting
    yield found
    await found.stop()


async def at_once() -> None: ...


def offsets(batch: Batch) -> list[int]:
    return [one.offset for one in batch.records]


async def test_it_yields_what_has_come_and_commits_what_is_settled_when_it_drains(
    client: Client, source: AiokafkaSource
) -> None:
    batches = source.batches(at_once)
    client.coming.put_nowait(fetched(ZERO, 0, 1))
    client.coming.put_nowait(fetched(ZERO, 2))
    batch = await anext(batches)
    assert offsets(batch) == [0, 1, 2]
    draining = asyncio.create_task(source.drain())
    assert await asyncio.wait([draining], timeout=0.05) == (set(), {draining})
    assert client.commits == []
    await source.acknowledge(batch)
    await draining
    assert client.commits == [{ZERO: 3}]


async def test_a_rebalance_waits_for_what_is_in_hand_and_drops_what_is_not(
    client: Client, source: AiokafkaSource
) -> None:
    ready = asyncio.Event()
    batches = source.batches(ready.wait)
    ready.set()
    client.coming.put_nowait(fetched(ZERO, 0))
    batch = await anext(batches)
    ready.clear()
    client.coming.put_nowait(fetched(ZERO, 1))
    following = asyncio.ensure_future(anext(batches))
    while client.coming.qsize():
        await asyncio.sleep(0)
    revoking = asyncio.create_task(client.listener.on_partitions_revoked([ZERO]))
    assert await asyncio.wait([revoking], timeout=0.05) == (set(), {revoking})
    assert await source.standings() is None
    await source.acknowledge(batch)
    await revoking
    assert client.commits == [{ZERO: 1}]
    ready.set()
    client.offsets, client.generation = {ONE: 5}, 2
    await client.listener.on_partitions_assigned([ONE])
    assert (source.membership.generation, source.membership.partitions) == (2, frozenset([ONE]))
    client.coming.put_nowait(fetched(ONE, 5))
    again = await following
    assert [(one.partition, one.offset) for one in again.records] == [(1, 5)]


async def test_what_the_group_has_read_already_does_not_come_again(
    client: Client, source: AiokafkaSource
) -> None:
    client.offsets = {ZERO: 3}
    await client.listener.on_partitions_revoked([ZERO])
    await client.listener.on_partitions_assigned([ZERO])
    client.coming.put_nowait(fetched(ZERO, 1, 2, 3))
    assert offsets(await anext(source.batches(at_once))) == [3]


async def test_what_was_deleted_unread_is_told(client: Client, source: AiokafkaSource) -> None:
    cast("Any", source._member.resets).taken = lambda _: {ZERO: 7}  # noqa: SLF001
    client.coming.put_nowait(fetched(ZERO, 7))
    gap, _ = (await anext(source.batches(at_once))).records
    assert isinstance(gap, Skipped)
    assert (gap.first, gap.offset) == (0, 6)


async def test_a_partition_that_ends_before_where_the_group_stands_is_no_place_to_wait(
    client: Client, source: AiokafkaSource
) -> None:
    async def standings() -> dict[tuple[str, int], Standing]:
        return {("news-raw", 0): Standing(0, 4)}

    cast("Any", source._member).standings = standings  # noqa: SLF001
    assert await source.standings() == {("news-raw", 0): Standing(0, 4)}
    client.offsets = {ZERO: 9}
    await client.listener.on_partitions_revoked([ZERO])
    await client.listener.on_partitions_assigned([ZERO])
    with pytest.raises(SetupError, match="news-raw-0 is out of range"):
        await source.standings()


async def test_a_group_that_has_gone_on_settles_it_again(
    client: Client, source: AiokafkaSource
) -> None:
    client.coming.put_nowait(fetched(ZERO, 0))
    await source.acknowledge(await anext(source.batches(at_once)))
    client.refuses = True
    await client.listener.on_partitions_revoked([ZERO])
    client.refuses = False
    await source.drain()
    assert client.commits == []
