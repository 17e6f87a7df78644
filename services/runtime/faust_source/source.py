"""The source that reads through Faust: the only one that Faust's app is shown to."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Never, cast

from typing_extensions import override

from services.runtime.delivery.suspects import Suspects
from services.runtime.delivery.trials import Marks
from services.runtime.faust_source.app import RunSchema, make_app
from services.runtime.faust_source.consumer import CommittingConsumer, Consumer
from services.runtime.faust_source.intake import Intake
from services.runtime.kafka import broker_errors
from services.runtime.kafka.protocol.group_member import refused
from services.runtime.metrics import definitions as metrics
from services.runtime.process.errors import SetupError
from services.runtime.process.logging import get_logger
from services.runtime.process.race import first_done
from services.runtime.process.settings import Settings
from services.runtime.source import (
    Batch,
    Membership,
    Partition,
    Source,
    SourceGaveUp,
    Standing,
)

log = get_logger(__name__)


class FaustSource(Source):
    """Reads a topic by an agent of a Faust app."""

    def __init__(self, service: str, topic: str, settings: Settings, *, commits: bool) -> None:
        """Take the topic's full name; without `commits` Faust commits no offsets."""
        self._folder = tempfile.TemporaryDirectory(prefix="tagwire-")
        self._app = make_app(service, settings, folder=self._folder.name, commits=commits)
        self._intake = asyncio.get_running_loop().create_future()
        self._assigned = asyncio.Event()
        self._starting: asyncio.Task[None] | None = None
        source = self._app.topic(topic, schema=RunSchema())
        self._app.agent(source, name=service, concurrency=1)(self._agent)
        connect: Callable[..., Any] = self._app.on_partitions_assigned.connect
        connect(self._note_assigned, weak=False)

    @property
    @override
    def membership(self) -> Membership:
        return self._consumer.membership

    @override
    async def batches(self, ready: Callable[[], Awaitable[object]]) -> AsyncIterator[Batch]:
        intake: Intake = await self._intake
        async for events in intake.batches(ready):
            yield Batch([event.value for event in events], receipts=events)

    @override
    async def acknowledge(self, batch: Batch) -> None:
        await self._intake.result().acknowledge(batch.receipts)

    async def suspects(self) -> Suspects:
        """Return the suspects of this generation. Raises `KafkaError`: nobody answers."""
        return await cast("CommittingConsumer", self._consumer).offsets.suspects()

    async def mark(self, marks: Marks) -> None:
        """Name what is tried next, if that can be done."""
        await cast("CommittingConsumer", self._consumer).offsets.mark(marks)

    @override
    async def standings(self) -> Mapping[Partition, Standing] | None:
        return None if self._app.rebalancing else await self._consumer.standings()

    @override
    async def start(self) -> None:
        self._starting = asyncio.create_task(self._app.start())
        await first_done(
            self._assigned.wait(), refused(self._consumer.check), _endless(self._starting)
        )

    @override
    async def drain(self) -> None:
        await self._consumer.drain()

    @override
    async def stop(self) -> None:
        if self._starting:
            self._starting.cancel()
        await self._app.stop()
        self._folder.cleanup()

    @override
    async def failed(self) -> Never:
        await self._app.wait()
        reason = self._app.crash_reason
        if isinstance(reason, SetupError) or (reason and broker_errors.is_permanent(reason)):
            raise reason
        raise SourceGaveUp("Faust gave up: the log lines before this one say why")

    @property
    def _consumer(self) -> Consumer:
        return cast("Consumer", self._app.consumer)

    async def _agent(self, stream: Any) -> None:  # noqa: ANN401 - Faust gives no usable type
        wanted = self._consumer.fetch_wanted
        self._intake.set_result(Intake(stream, wanted, self._app.batch_size))
        await asyncio.Event().wait()

    async def _note_assigned(self, _: Any, assigned: set[Any], **__: Any) -> None:  # noqa: ANN401
        log.info("assigned", partitions=len(assigned))
        metrics.REBALANCES.inc()
        metrics.ASSIGNED_PARTITIONS.set(len(assigned))
        self._assigned.set()


async def _endless(start: asyncio.Task[None]) -> Never:
    """Raise what a start raises; if it raises nothing, wait on."""
    await asyncio.shield(start)
    await asyncio.Event().wait()
    raise AssertionError
