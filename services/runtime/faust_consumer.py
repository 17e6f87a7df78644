"""Faust's Kafka consumer, made to read committed records, and to commit none if told so.

Faust commits what was acknowledged in the background, at rebalances and when it stops.
Beside transactions such a commit comes late: it would move the group's offset back to
before what a transaction has committed since.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from time import monotonic
from typing import Any

from faust.transport.drivers import aiokafka as driver

from services.runtime.progress import Partition, Standing

_ANSWER_SECONDS = 4.0


class _Thread(driver.AIOKafkaConsumerThread):
    async def standings(self) -> dict[Partition, Standing]:
        """Return where the assigned partitions stand.

        Raises:
            KafkaError: the brokers don't say.
            TimeoutError: they say nothing for some seconds.

        """
        found: dict[Partition, Standing] = await self.call_thread(self._standings)
        return found

    async def _standings(self) -> dict[Partition, Standing]:
        client = self._ensure_consumer()
        assigned = client.assignment()
        # Bounded here, in the thread: Faust fetches by the same two workers that this keeps busy.
        async with asyncio.timeout(_ANSWER_SECONDS):
            ends = await client.end_offsets(assigned) if assigned else {}
            return {
                (one.topic, one.partition): Standing(await client.position(one), ends[one])
                for one in assigned
            }

    def _create_worker_consumer(self, transport: Any) -> Any:  # noqa: ANN401 - untyped
        client = super()._create_worker_consumer(transport)
        # Faust has no setting for it; read when the client is started.
        client._isolation_level = "read_committed"  # noqa: SLF001
        return client


class _SilentThread(_Thread):
    async def commit(self, offsets: Mapping[Any, int]) -> bool:
        """Commit nothing, and say that it is done: the transactions did it."""
        self.tp_last_committed_at.update(dict.fromkeys(offsets, monotonic()))
        return True


class Consumer(driver.Consumer):
    """A consumer that says where it stands."""

    _thread: _Thread

    async def standings(self) -> dict[Partition, Standing]:
        """Return where the assigned partitions stand.

        Raises:
            KafkaError: the brokers don't say.
            TimeoutError: they say nothing for some seconds.

        """
        return await self._thread.standings()

    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)


class _SilentConsumer(Consumer):
    def _new_consumer_thread(self) -> _Thread:
        return _SilentThread(self, loop=self.loop, beacon=self.beacon)


class CommittingTransport(driver.Transport):
    """Reads committed records, and commits the offsets of those that are acknowledged."""

    Consumer = Consumer


class SilentTransport(driver.Transport):
    """Reads committed records, and commits no offsets."""

    Consumer = _SilentConsumer
