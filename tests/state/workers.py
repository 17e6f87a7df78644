"""Workers without Faust: what delivers, fed with records by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata
from typing_extensions import override

from services.records.record import Record
from services.runtime.delivery.at_least_once import AtLeastOnce
from services.runtime.delivery.dead_letter_limit import DeadLetterLimit
from services.runtime.delivery.exactly_once import ExactlyOnce
from services.runtime.delivery.stage import Stage, Write
from services.runtime.delivery.suspects import Suspects, read
from services.runtime.delivery.trials import Marks, Trials
from services.runtime.kafka import clients
from services.runtime.process.settings import Settings
from services.runtime.source import Membership, partition_of
from tests.state.members import Member
from tests.state.stub import handle

SERVICE = "stub"

_NO_LIMIT = 100

_LOOK_SECONDS = 0.001


def stage() -> Stage:
    """Return a stage that lets any number of dead letters through."""
    return Stage(SERVICE, handle, DeadLetterLimit(_NO_LIMIT))


class InHand:
    """A batch that is processed, and not written yet."""

    def __init__(self, records: Sequence[Record], write: Write) -> None:
        self.records = records
        self.write = write


class Worker:
    """A member of the group that delivers what it is given; `positions` is where it reads on."""

    _trials: Trials

    def __init__(self, member: Member, settings: Settings) -> None:
        self.member = member
        self.settings = settings
        self.in_hand: list[InHand] = []
        self.writing: asyncio.Future[None] | None = None
        """A write that waits for an answer that is late."""
        self.late: asyncio.Event | None = None
        """What lets that answer come."""
        self.positions: dict[TopicPartition, int] = {}
        self._membership: Membership | None = None

    @property
    def membership(self) -> Membership:
        """Return what the group made of it last."""
        assert self._membership
        return self._membership

    @property
    def must_write_first(self) -> bool:
        """Tell whether it prepares nothing more now: what it has in hand is tried bit by bit."""
        return not self._trials._whole.is_set()  # noqa: SLF001

    async def assigned(self, membership: Membership) -> None:
        """Go on as a member of a new generation, from where the group stands."""
        found = await self.member.committed(sorted(membership.partitions))
        self._membership = membership
        self.positions = {one: standing.offset for one, standing in found.items()}

    async def prepare(self, records: Sequence[Record]) -> None:
        """Take a batch."""
        self.positions |= {partition_of(one): one.offset + 1 for one in records}
        self.in_hand.append(InHand(records, await self._prepare(records)))

    async def write(self) -> None:
        """Write the first batch in hand, and acknowledge it."""
        batch = self.in_hand[0]
        await batch.write()
        self.in_hand.pop(0)
        self._acknowledge(batch.records)

    async def commit(self) -> None:
        """Commit what is acknowledged, if that is not done already."""

    async def start(self) -> None:
        """Begin."""

    async def kill(self) -> None:
        """End on the spot: nothing more is sent."""
        if self.writing:
            self.writing.cancel()
            await asyncio.wait({self.writing})
        for producer in self._producers():
            await _kill(producer)
        await self.member.close()

    def _producers(self) -> list[AIOKafkaProducer]:
        raise NotImplementedError

    async def _prepare(self, records: Sequence[Record]) -> Write:
        raise NotImplementedError

    def _acknowledge(self, records: Sequence[Record]) -> None:
        """Note that records are settled."""


class ExactlyOnceWorker(Worker):
    """A worker that writes in transactions."""

    def __init__(self, member: Member, settings: Settings) -> None:
        super().__init__(member, settings)
        self._writer = ExactlyOnce(stage(), lambda: self.membership, settings)
        self._trials = self._writer._trials  # noqa: SLF001

    @property
    def transactional_id(self) -> str:
        """Return the name of its producer."""
        return self._writer._id  # noqa: SLF001

    @override
    async def _prepare(self, records: Sequence[Record]) -> Write:
        return await self._writer.prepare(records)

    @override
    def _producers(self) -> list[AIOKafkaProducer]:
        opened = self._writer._transactions  # noqa: SLF001
        return [opened._producer] if opened else []  # noqa: SLF001


class AtLeastOnceWorker(Worker):
    """A worker that writes, and commits later."""

    def __init__(self, member: Member, settings: Settings) -> None:
        super().__init__(member, settings)
        self._producer = AIOKafkaProducer(
            **clients.connection(settings),
            **clients._PRODUCER,  # noqa: SLF001
        )
        self._writer = AtLeastOnce(stage(), self._producer, self, settings)
        self._trials = self._writer._trials  # noqa: SLF001
        self._suspects: tuple[Membership, Suspects] | None = None
        self._settled: dict[TopicPartition, int] = {}
        self._marked: dict[TopicPartition, int] = {}

    @override
    async def start(self) -> None:
        await self._producer.start()

    async def suspects(self) -> Suspects:
        """Return the suspects of the generation, as `CommittingThread` does."""
        if self._suspects is None or self._suspects[0] is not self.membership:
            found = await self.member.committed(sorted(self.membership.partitions))
            traces = {partition: read(one.metadata) for partition, one in found.items()}
            self._marked.clear()
            self._suspects = self.membership, Suspects(traces)
        return self._suspects[1]

    async def mark(self, marks: Marks) -> None:
        """Commit offsets with traces, as `CommittingThread` does."""
        self._marked |= {partition: offset for partition, (offset, _) in marks.items()}
        offsets = {one: OffsetAndMetadata(at, trace.metadata) for one, (at, trace) in marks.items()}
        with suppress(KafkaError):
            await self.member.commit(offsets, generation=self.membership.generation)

    @override
    async def assigned(self, membership: Membership) -> None:
        """Go on in a new generation; Faust commits before that what is settled."""
        self._settled.clear()
        await super().assigned(membership)

    @override
    async def commit(self) -> None:
        due = {
            one: offset
            for one, offset in self._settled.items()
            if offset > self._marked.get(one, -1)
        }
        self._settled.clear()
        traces = (await self.suspects()).following(due)
        offsets = {one: OffsetAndMetadata(due[one], traces[one].metadata) for one in due}
        if offsets:
            await self.member.commit(offsets, generation=self.membership.generation)

    @override
    async def _prepare(self, records: Sequence[Record]) -> Write:
        return await self._writer.prepare(records)

    @override
    def _acknowledge(self, records: Sequence[Record]) -> None:
        self._settled |= {
            partition_of(one): one.offset + 1
            for one in records
            if partition_of(one) in self.membership.partitions
        }

    @override
    def _producers(self) -> list[AIOKafkaProducer]:
        return [self._producer]


Make = Callable[[Member, Settings], Worker]


async def _kill(producer: Any) -> None:  # noqa: ANN401 - aiokafka's insides
    await producer.client.close()
    if sending := producer._sender.sender_task:  # noqa: SLF001
        while not sending.done():  # it tries what is under way to the end, again and again
            sending.cancel()
            await asyncio.wait({sending}, timeout=_LOOK_SECONDS)
    await producer.stop()
