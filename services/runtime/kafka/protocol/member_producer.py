"""aiokafka's transactional producer, made to commit offsets as a member of a consumer group.

aiokafka's own request for it names no member, so a worker that was declared dead could
still commit beside the new owner of its partitions (see `group_requests`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.client import ConnectionGroup, CoordinationType
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    IncompatibleBrokerVersion,
    NoError,
    UnknownError,
    for_code,
)
from aiokafka.producer.sender import Sender, TxnOffsetCommitHandler
from aiokafka.protocol.transaction import TxnOffsetCommitResponse_v0
from aiokafka.structs import OffsetAndMetadata
from typing_extensions import override

from services.runtime.kafka.protocol import producer_ids
from services.runtime.kafka.protocol.member_requests import MemberOffsetCommit, StableOffsetFetch
from services.runtime.process.logging import get_logger
from services.runtime.source import Membership

log = get_logger(__name__)

_UNSTABLE = 88
"""UNSTABLE_OFFSET_COMMIT: a transaction has committed an offset, and has not ended."""

_UNSTABLE_WAIT_SECONDS = 0.1


class GroupProducer(AIOKafkaProducer):
    """A transactional producer that tells the group who commits, and can ask it where it stands."""

    _sender: Sender
    _membership: Membership

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - as aiokafka's
        """Take the settings of `AIOKafkaProducer`."""
        super().__init__(**settings)
        self._sender._do_txn_offset_commit = self._commit_as_member  # noqa: SLF001

    @override
    async def start(self) -> None:
        """Connect, and begin with transactions.

        Raises:
            IncompatibleBrokerVersion: the brokers have none, though they announce them.

        """
        try:
            with self._versions_told():
                await super().start()
        except UnknownError:
            if await producer_ids.are_given_to_anybody(self.client):
                raise IncompatibleBrokerVersion("no transaction coordinator") from None
            raise

    @override
    async def stop(self) -> None:
        """Stop; what a transaction failed of was raised where it was waited for."""
        await super().stop()
        ended = self._txn_manager.wait_for_transaction_end()
        if ended and ended.done():
            ended.exception()  # else asyncio complains that nobody asked

    async def send_member_offsets(
        self, offsets: Mapping[TopicPartition, int], metadata: str, membership: Membership
    ) -> None:
        """Commit next offsets with the transaction, each with the metadata.

        Raises:
            IllegalGenerationError: the group has gone on to another generation.
            UnknownMemberIdError: the group has declared this member dead.

        """
        found = {one: OffsetAndMetadata(offset, metadata) for one, offset in offsets.items()}
        await self.send_standings(found, membership)

    async def send_standings(
        self, offsets: Mapping[TopicPartition, OffsetAndMetadata], membership: Membership
    ) -> None:
        """Do as `send_member_offsets`, each offset with metadata of its own."""
        self._membership = membership
        await self.send_offsets_to_transaction(offsets, membership.group)

    async def committed(
        self, group: str, partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, int]:
        """Return the next offset that the group has committed in each partition, 0 for none yet.

        Waits as `standings` does.
        """
        found = await self.standings(group, partitions)
        return {partition: one.offset for partition, one in found.items()}

    async def standings(
        self, group: str, partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, OffsetAndMetadata]:
        """Return what the group has committed in each partition, offset 0 for nothing yet.

        Waits for transactions that have committed an offset there and are still open: they
        end, or the brokers end them after their timeout.
        """
        with self._versions_told():
            found = await self._offsets(group, partitions)
        if found is None:
            log.info("waits-for-transaction", group=group)
        while found is None:
            await asyncio.sleep(_UNSTABLE_WAIT_SECONDS)
            found = await self._offsets(group, partitions)
        return found

    @contextmanager
    def _versions_told(self) -> Iterator[None]:
        """Take a request for impossible only if the broker has told what is possible.

        A broker in trouble answers ApiVersions with an error, and no versions; aiokafka
        reads the versions only.
        """
        try:
            yield
        except IncompatibleBrokerVersion:
            if all(connection._versions for connection in self.client._conns.values()):  # noqa: SLF001
                raise
            raise UnknownError("a broker has not told its API versions") from None

    async def _offsets(
        self, group: str, partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, OffsetAndMetadata] | None:
        """Return what is committed, None while a transaction may change some of it."""
        response = await self._ask(StableOffsetFetch(group, partitions), group)
        found = {
            # -1: nothing was committed yet.
            TopicPartition(topic, number): OffsetAndMetadata(max(0, offset), metadata)
            for topic, parts, _ in response.topics
            for number, offset, _, metadata, _, _ in parts
        }
        codes = {response.error_code} | {
            code for _, parts, _ in response.topics for *_, code, _ in parts
        }
        if _UNSTABLE in codes:
            return None
        for code in codes - {NoError.errno}:
            raise for_code(code)(group)
        return found

    async def _ask(self, request: Any, group: str) -> Any:  # noqa: ANN401 - aiokafka's, untyped
        # Asked for anew each time: this is rare, and the coordinator may have moved.
        node = await self.client.coordinator_lookup(CoordinationType.GROUP, group)
        await self.client.ready(node, group=ConnectionGroup.COORDINATION)
        return await self.client.send(node, request, group=ConnectionGroup.COORDINATION)

    async def _commit_as_member(
        self, offsets: dict[TopicPartition, OffsetAndMetadata], group: str
    ) -> None:
        try:
            node = await self._sender._find_coordinator(CoordinationType.GROUP, group)  # noqa: SLF001
        except GroupAuthorizationFailedError as error:
            self._txn_manager.error_transaction(error)
            return
        await _OffsetCommitHandler(self._sender, offsets, self._membership).do(node)


class _OffsetCommitHandler(TxnOffsetCommitHandler):
    """aiokafka's handler, with the newer request."""

    def __init__(
        self,
        sender: Sender,
        offsets: dict[TopicPartition, OffsetAndMetadata],
        membership: Membership,
    ) -> None:
        super().__init__(sender, offsets, membership.group)
        self._membership = membership

    @override
    def create_request(self) -> MemberOffsetCommit:
        manager = self._sender._txn_manager  # noqa: SLF001
        producer = manager.producer_id, manager.producer_epoch
        offsets = {one: (found.offset, found.metadata) for one, found in self._offsets.items()}
        return MemberOffsetCommit(manager.transactional_id, producer, self._membership, offsets)

    @override
    def handle_response(self, response: Any) -> float | None:
        errors = [
            (topic, [(part, code) for part, code, _ in parts])
            for topic, parts, _ in response.topics
        ]
        found: float | None = super().handle_response(TxnOffsetCommitResponse_v0(0, errors))
        return found
