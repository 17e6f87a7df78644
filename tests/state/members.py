"""Members of a consumer group that speak for themselves: nothing happens in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient, ConnectionGroup, CoordinationType
from aiokafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    KafkaError,
    MemberIdRequired,
    NodeNotReadyError,
    NotCoordinatorError,
    RebalanceInProgressError,
    for_code,
)
from aiokafka.protocol.commit import OffsetCommitRequest, OffsetFetchRequest
from aiokafka.protocol.group import (
    HeartbeatRequest,
    JoinGroupRequest,
    LeaveGroupRequest,
    SyncGroupRequest,
)
from aiokafka.structs import OffsetAndMetadata

from services.runtime.source import Membership

_SESSION_MS = 1_800_000
"""As long as brokers allow: who is gone is told to be."""

_PROTOCOL = "by-name"

_FOR_EVER_MS = -1

_NOT_YET = {
    CoordinatorLoadInProgressError.errno,
    CoordinatorNotAvailableError.errno,
    NotCoordinatorError.errno,
}
"""What brokers answer while the first group's topic is made."""


class Member:
    """A member, or who is about to be one; each has a connection of its own."""

    def __init__(self, group: str, servers: str) -> None:
        self.group = group
        self.name = ""
        self.generation = -1
        self.leads = False
        self._client = AIOKafkaClient(bootstrap_servers=servers, retry_backoff_ms=1)

    async def start(self) -> None:
        """Connect."""
        await self._client.bootstrap()

    async def close(self) -> None:
        """Disconnect; the group is not told."""
        await self._client.close()

    async def join(self) -> None:
        """Join, and wait until the group has its members."""
        answer = await self._join()
        if for_code(answer.error_code) is MemberIdRequired:
            self.name = answer.member_id
            answer = await self._join()
        _check(answer.error_code)
        self.name, self.generation = answer.member_id, answer.generation_id
        self.leads = self.name == answer.leader_id

    async def called(self) -> None:
        """Wait until the group calls its members for another generation."""
        request = HeartbeatRequest(self.group, self.generation, self.name)
        while for_code((await self._ask(request)).error_code) is not RebalanceInProgressError:
            await asyncio.sleep(0)

    async def sync(self, shares: Mapping[str, Sequence[TopicPartition]]) -> Membership:
        """Return what this member has; the leader tells the group by `shares` who has what."""
        given = [(name, orjson.dumps(list(map(list, parts)))) for name, parts in shares.items()]
        told = given if self.leads else []
        request = SyncGroupRequest(self.group, self.generation, self.name, None, told)
        answer = await self._ask(request)
        _check(answer.error_code)
        parts = frozenset(TopicPartition(*one) for one in orjson.loads(answer.member_assignment))
        return Membership(self.group, self.generation, self.name, parts)

    async def leave(self) -> None:
        """Leave the group, as who was not heard of is made to."""
        _check((await self._ask(LeaveGroupRequest(self.group, self.name))).error_code)

    async def commit(
        self, offsets: Mapping[TopicPartition, OffsetAndMetadata], *, generation: int
    ) -> None:
        """Commit offsets, as a member of a generation.

        Raises:
            KafkaError: the group refuses.

        """
        topics = [
            (one.topic, [(one.partition, found.offset, found.metadata)])
            for one, found in offsets.items()
        ]
        request = OffsetCommitRequest(self.group, generation, self.name, _FOR_EVER_MS, topics)
        for _, parts in (await self._ask(request)).topics:
            for _, code in parts:
                _check(code)

    async def committed(
        self, partitions: Sequence[TopicPartition]
    ) -> dict[TopicPartition, OffsetAndMetadata]:
        """Return what the group has committed in partitions, offset 0 for nothing yet."""
        parts = [(one.topic, [one.partition]) for one in partitions]
        answer = await self._ask(OffsetFetchRequest(self.group, parts))
        return {
            TopicPartition(topic, number): OffsetAndMetadata(max(0, offset), metadata)
            for topic, found in answer.topics
            for number, offset, metadata, _ in found
        }

    async def _join(self) -> Any:  # noqa: ANN401 - aiokafka's
        protocols = [(_PROTOCOL, b"")]
        return await self._ask(
            JoinGroupRequest(
                self.group, _SESSION_MS, _SESSION_MS, self.name, None, "tagwire", protocols
            )
        )

    async def _ask(self, request: Any) -> Any:  # noqa: ANN401 - aiokafka's
        while True:
            try:
                node = await self._client.coordinator_lookup(CoordinationType.GROUP, self.group)
                if await self._client.ready(node, group=ConnectionGroup.COORDINATION):
                    answer = await self._client.send(
                        node, request, group=ConnectionGroup.COORDINATION
                    )
                    if getattr(answer, "error_code", 0) not in _NOT_YET:
                        return answer
            except KafkaError as error:  # the brokers were gone
                if not error.retriable and not isinstance(error, NodeNotReadyError):
                    raise


async def generation(
    members: Sequence[Member], partitions: Sequence[TopicPartition]
) -> list[Membership]:
    """Begin a generation of these members, who share the partitions."""
    # Who is new, or leads, has the group call the others; so does whoever has left it.
    new = [one for one in members if not one.name] or [one for one in members if one.leads]
    calling = [asyncio.ensure_future(one.join()) for one in new]
    others = [one for one in members if one not in new]
    await asyncio.gather(*(one.called() for one in others))
    await asyncio.gather(*calling, *(one.join() for one in others))
    names = sorted(one.name for one in members)
    shares = {name: partitions[at :: len(names)] for at, name in enumerate(names)}
    return await asyncio.gather(*(one.sync(shares) for one in members))


def _check(code: int) -> None:
    if code:
        raise for_code(code)
