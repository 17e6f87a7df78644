"""Where a worker begins whose group has no committed offsets in its source.

Kafka forgets a group's offsets when the group was empty for offsets.retention.minutes. Then a
worker that reads from the start writes everything again. At a first start, and in a topic that
was recreated, there are no offsets either, but what is there has no outcomes yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, KafkaError

from schemas.topics import Topic
from services.runtime.delivery.mode import Delivery
from services.runtime.delivery.rereading import Inputs
from services.runtime.kafka import broker_errors, clients
from services.runtime.kafka.offsets import OffsetRange, OffsetRanges, committed, ranges_of
from services.runtime.kafka.readers.offset_ranges import read
from services.runtime.process.errors import SetupError
from services.runtime.process.logging import get_logger
from services.runtime.process.settings import Settings, variable

log = get_logger(__name__)

_FIRST_OFFSETS = 100
"""So much of each partition is looked at: if the first records have no outcome, none has."""


async def find_beginning(
    service: str, source: Topic, sinks: Sequence[Topic], delivery: Delivery, settings: Settings
) -> None:
    """Let a group without offsets begin where it should; one with offsets goes on from there.

    A partition without an offset where others have one is new: it is read from its start.

    Raises:
        SetupError: the group has lost its offsets and nothing says where to go on, or the
            brokers don't tell.

    """
    try:
        async for attempt in broker_errors.attempts(settings.kafka_startup_seconds):
            with attempt:
                await _Beginning(service, source, sinks, delivery, settings).find()
    except KafkaError as error:
        if broker_errors.is_permanent(error):
            raise SetupError(broker_errors.remedy(error)) from None
        raise SetupError(
            f"the brokers do not tell what group {settings.group(service)} has done: {error!r}"
        ) from None


class _Beginning:
    def __init__(
        self,
        service: str,
        source: Topic,
        sinks: Sequence[Topic],
        delivery: Delivery,
        settings: Settings,
    ) -> None:
        self._service = service
        self._source = source
        self._sinks = sinks
        self._delivery = delivery
        self._settings = settings

    async def find(self) -> None:
        if await self._has_offsets():
            return
        written = await ranges_of(self._settings, self._sinks, None, "read_committed")
        if any(part.end for part in written.values()):
            await self._go_on()
        elif self._delivery == "at-least-once":
            # Outcomes may be written before the first commit: from now on they are no sign of
            # offsets that are lost.
            await self._commit(dict.fromkeys(await self._kept(), 0))

    async def _go_on(self) -> None:
        """Begin behind the outcomes of others, or of this group before it lost its offsets."""
        choice, kept = self._settings.without_offsets, await self._kept()
        found = None if choice == "earliest" else await self._outcome(kept)
        if found and await self._has_offsets(stable=True):
            return  # another worker has made its first start in the meantime
        if found and choice == "refuse":
            raise SetupError(self._refusal(*found))
        if found or choice == "earliest":
            log.warning("no-offsets", group=self._group, begins=choice)
        if found:
            await self._commit({one: part.end for one, part in kept.items()})
        elif self._delivery == "at-least-once" or any(part.start for part in kept.values()):
            # What is gone before may have been read: nobody knows of records that were skipped.
            await self._commit({one: part.start for one, part in kept.items()})

    @property
    def _group(self) -> str:
        return self._settings.group(self._service)

    async def _has_offsets(self, *, stable: bool = False) -> bool:
        """Tell whether the group has offsets; `stable` waits for transactions that commit some."""
        if stable and self._delivery == "exactly-once":
            probe = clients.transactional_producer(self._settings, f"{self._group}-probe")
            async with probe as producer:
                found = await producer.committed(self._group, list(await self._kept()))
            return any(found.values())
        known = await committed(self._settings, self._service, self._source)
        return any(offset is not None for offset in known.values())

    async def _kept(self) -> OffsetRanges:
        return await ranges_of(self._settings, [self._source], None)

    async def _outcome(self, kept: OffsetRanges) -> tuple[str, str] | None:
        """Return an outcome of one of the first records and that record, None if none has any."""
        first = {one: _first(part) for one, part in kept.items()}
        inputs = Inputs([record async for record in read(self._settings, first)])
        if not inputs:
            return None
        written = await ranges_of(self._settings, self._sinks, inputs.since, "read_committed")
        async for record in read(self._settings, written):
            if found := inputs.input_of(record):
                return record.position, found
        return None

    async def _commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Commit for the group while it is empty; if it is not, another worker has begun."""
        consumer = clients.consumer(self._settings, start="earliest", group=self._group)
        async with consumer as client:
            client.assign(list(offsets))
            try:
                await client.commit(dict(offsets))
            except CommitFailedError:
                log.info("beginning-known", group=self._group, reason="another worker has begun")

    def _refusal(self, outcome: str, record: str) -> str:
        name = variable("without_offsets")
        return (
            f"group {self._group} has no committed offsets, but {outcome} was made of {record}, "
            "which would be read again: its offsets have expired (the brokers' "
            "offsets.retention.minutes, see `tagwire topics check`) or were deleted. Set them "
            "with kafka-consumer-groups.sh --reset-offsets (--to-datetime: when it last ran), or "
            f"set {name}=earliest to write all of it again, or {name}=latest to skip what is "
            "there"
        )


def _first(part: OffsetRange) -> OffsetRange:
    return part._replace(end=min(part.end, part.start + _FIRST_OFFSETS))
