"""What aiokafka's consumer knows of its group and its topics, for those who ask."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from typing import Any, Never

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError
from typing_extensions import override

from services.runtime.kafka import broker_errors
from services.runtime.kafka.protocol.partition_ends import ends
from services.runtime.kafka.protocol.resets import Resets
from services.runtime.kafka.protocol.topic_ids import TopicId, topic_ids
from services.runtime.process.errors import SetupError
from services.runtime.process.logging import get_logger
from services.runtime.source import Membership, Partition, Standing, TopicRecreated

log = get_logger(__name__)

FETCH_WAIT_MS = 100
"""So long a fetch waits for records.

aiokafka has one fetch under way to a broker: if it waits for partitions that have no records,
those that have some are not fetched.
"""

FETCH_BYTES = 16 * 1024 * 1024
"""What a fetch may bring, as it is on the wire, or one record batch; aiokafka says 50 MiB."""

METADATA_AGE_MS = 10_000
"""A group that forms while a restarted broker knows no topics yet gets no partitions; the leader
notices that at its next look, which is after so long."""

_ANSWER_SECONDS = 4.0

_CHECK_SECONDS = 1.0

_OUT_OF_RANGE = (
    "the group's offset in {topic}-{number} is out of range, beyond the end {end}: the topic was "
    "recreated, or has lost records. Say where to go on with kafka-consumer-groups.sh "
    "--reset-offsets"
)
"""Records up to where the group stands would be dropped without a word."""


Rebalanced = Callable[[Collection[TopicPartition]], Awaitable[None]]
"""What is done at a rebalance, with the partitions that are taken away or given."""


class RebalanceListener(ConsumerRebalanceListener):
    """aiokafka's listener, made of two functions."""

    def __init__(self, revoked: Rebalanced, assigned: Rebalanced) -> None:
        self._revoked, self._assigned = revoked, assigned

    @override
    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Do what is to be done before others may be given the partitions."""
        await self._revoked(revoked)

    @override
    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Do what is to be done before the partitions are read."""
        await self._assigned(assigned)


class GroupMember:
    """Asks a consumer that has started; all of it runs in the consumer's own event loop."""

    def __init__(self, client: AIOKafkaConsumer) -> None:
        self._client = client
        self._ids: dict[str, TopicId] = {}
        self.resets = Resets()

    @property
    def _coordinator(self) -> Any:  # noqa: ANN401 - aiokafka is untyped
        return self._client._coordinator  # noqa: SLF001

    def watch_resets(self) -> None:
        """Note resets from now on, before anything is fetched."""
        self.resets.watch(self._client._fetcher)  # noqa: SLF001

    def membership(self, partitions: Collection[TopicPartition]) -> Membership:
        """Return what the group has just made of this member; ask when it assigns partitions.

        Then, between two generations, they belong together: a moment later they may not.
        """
        return Membership(
            self._coordinator.group_id,
            self._coordinator.generation,
            self._coordinator.member_id,
            frozenset(partitions),
        )

    async def committed(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """Return the next offset that the group has committed in each partition, 0 for none yet.

        Raises:
            KafkaError: the brokers refuse.

        """
        found = await self._coordinator.fetch_committed_offsets(list(partitions))
        return {one: max(0, found[one].offset) if one in found else 0 for one in partitions}

    async def note_topics(self, names: Collection[str]) -> None:
        """Note which topics they are; where nobody says, the first look at the standings does."""
        with suppress(KafkaError):
            self._compare(await topic_ids(self._client._client, names))  # noqa: SLF001

    async def check(self) -> None:
        """Raise what keeps the member out of its group, if anything does.

        aiokafka keeps it for whoever asks, and goes on trying once it was told.

        Raises:
            KafkaError: as the group's coordinator put it.

        """
        self._coordinator.check_errors()

    async def standings(self) -> dict[Partition, Standing]:
        """Return where the assigned partitions stand. Raises as `Source.standings` does."""
        await self.check()
        assigned = self._client.assignment()
        async with asyncio.timeout(_ANSWER_SECONDS):
            await self._compare_topics()
            last = await ends(self._client, assigned)
            await self._compare_topics()  # else the end of a new one is taken for the old one's
            return {
                (one.topic, one.partition): Standing(await self._client.position(one), last[one])
                for one in assigned
            }

    async def _compare_topics(self) -> None:
        client = self._client._client  # noqa: SLF001
        self._compare(await topic_ids(client, self._client.subscription()))

    def _compare(self, ids: Mapping[str, TopicId]) -> None:
        for topic, found in ids.items():
            if self._ids.setdefault(topic, found) != found:
                raise TopicRecreated(f"topic {topic} was deleted and recreated")


async def refused(check: Callable[[], Awaitable[None]]) -> Never:
    """Check again and again what keeps a member out of its group; what may pass is logged.

    Raises:
        KafkaError: the brokers refuse it, and will again.

    """
    while True:
        await asyncio.sleep(_CHECK_SECONDS)
        try:
            await check()
        except KafkaError as error:
            if broker_errors.is_permanent(error):
                raise
            log.warning("not-in-group", error=repr(error), action="tries again")


def check_range(read: Mapping[Partition, int], standings: Mapping[Partition, Standing]) -> None:
    """Compare what a member expects to read next with where its partitions end.

    Raises:
        SetupError: a partition ends before where the group stands.

    """
    for (topic, number), standing in standings.items():
        if read.get((topic, number), 0) > standing.end:
            raise SetupError(_OUT_OF_RANGE.format(topic=topic, number=number, end=standing.end))
