"""Each fault fires its alert, which arrives at a webhook, and clears when the fault is over."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    suppress,
)
from functools import partial
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest

from deploy.brokers import apache_kafka
from deploy.brokers.broker import Broker
from deploy.brokers.ports import free_port, free_ports
from deploy.observability import dashboard
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.settings import Settings
from tests.integration.forked import ForkedProcess
from tests.integration.harness import process, publish, readiness, tagwire
from tests.integration.watching import PROGRAMS, Watch, watched

SIGNED = "Flood in Osk valley\nBy Mara Lind\nApril 27, 2025\n"
UNSIGNED = "Flood in Osk valley\nApril 27, 2025\n"
BODY = (
    "Hundreds of people were evacuated in the Osk valley on Sunday after the river burst its "
    "banks, officials said.\n\nThe water reached the first floors of forty houses by noon.\n"
)
FOREIGN = (
    "Stadtrat beschließt neuen Haushalt\nDer Stadtrat hat am Dienstag mit großer Mehrheit einen "
    "neuen Haushalt beschlossen. Die Ausgaben für Schulen und Straßen sollen deutlich steigen.\n"
)

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, PROGRAMS)) and "CI" not in os.environ,
    reason="Prometheus is not installed: apt install prometheus prometheus-alertmanager",
)

WHERE_NOTHING_IS_WRONG = {
    "Dead letters", "Records deleted unread", "Dumps refused",
}  # fmt: skip
"""Panels without a line until something fails."""


class Ground(NamedTuple):
    """Running services on a broker of the test's own, and what watches them."""

    settings: Settings
    broker: Broker
    ports: dict[str, int]
    watch: Watch

    async def send(self, text: str, count: int, source: str = "gazette.example") -> None:
        """Post dumps of a source until the brokers have them: on a busy machine they are slow."""
        dumps = ({"id": os.urandom(8).hex(), "source": source, "text": text} for _ in range(count))
        url = f"http://127.0.0.1:{self.settings.http_port}/v1/dumps:batch"
        data = "\n".join(map(json.dumps, dumps))
        async with aiohttp.ClientSession() as session:
            while not await is_taken(session, url, data):
                await asyncio.sleep(0.5)


async def is_taken(session: aiohttp.ClientSession, url: str, data: str) -> bool:
    async with session.post(url, data=data) as answer:
        assert answer.status in {202, 207, 503}, await answer.text()
        return answer.status == 202


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    ports = dict(zip(("ingest", "parser", "classifier", "audit"), free_ports(4), strict=True))
    with apache_kafka(free_port()) as broker:
        settings = Settings(
            kafka_bootstrap_servers=broker.bootstrap_servers,
            topic_partitions=1,
            http_port=free_port(),
            model="packaged-linear",
            kafka_session_timeout_seconds=6,
            dead_letter_limit=100,
        )
        await create_topics(settings)
        async with watched(tmp_path, ports) as watch:
            yield Ground(settings, broker, ports, watch)


def service(ground: Ground, name: str) -> AbstractContextManager[ForkedProcess]:
    """Run a service, its metrics where Prometheus looks for them."""
    return process(tagwire(name), ground.settings, health_port=ground.ports[name])


def audit(ground: Ground) -> AbstractContextManager[ForkedProcess]:
    """Run the audit as a service, each second."""
    port = str(ground.ports["audit"])
    command = tagwire("audit", "--follow", "--every", "1s", "--metrics-port", port)
    return process(command, ground.settings)


@asynccontextmanager
async def repeated(send: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Send again and again within the block: rates need something to count."""
    stop = asyncio.Event()

    async def go_on() -> None:
        while not stop.is_set():
            await send()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 0.5)

    sending = asyncio.create_task(go_on())
    try:
        yield
    finally:
        stop.set()
        await sending


def flowing(ground: Ground, text: str = SIGNED + BODY) -> AbstractAsyncContextManager[None]:
    """Post dumps within the block."""
    return repeated(partial(ground.send, text, 5))


def poisoned(ground: Ground) -> AbstractAsyncContextManager[None]:
    """Publish what is no page within the block."""
    return repeated(partial(publish, ground.settings, [b" "] * 50))


@pytest.mark.timeout(300)
async def test_faults_of_content_fire_and_clear(ground: Ground) -> None:
    with service(ground, "ingest"), service(ground, "parser"), service(ground, "classifier"):
        await readiness(ground.ports["ingest"], "ready")
        with audit(ground):
            await content_faults(ground)
            async with flowing(ground):
                await every_query_has_data(ground.watch)


async def content_faults(ground: Ground) -> None:
    """Let a source be silent, poison come in, pages look new, and articles be foreign."""
    watch = ground.watch
    async with flowing(ground):
        await ground.send(SIGNED + BODY, 5, source="herald.example")
        await watch.state("TagwireSourceSilent", "firing")
        await ground.send(SIGNED + BODY, 5, source="herald.example")
        await watch.state("TagwireSourceSilent", "resolved")

        async with poisoned(ground):
            await watch.state("TagwireDeadLetters", "firing")
        await watch.state("TagwireDeadLetters", "resolved")

    async with flowing(ground, UNSIGNED + BODY):
        await watch.state("TagwireParserDrift", "firing")
    async with flowing(ground):
        await watch.state("TagwireParserDrift", "resolved")
    async with flowing(ground, FOREIGN):
        await watch.state("TagwireUnsupportedLanguages", "firing")
    async with flowing(ground):
        await watch.state("TagwireUnsupportedLanguages", "resolved")


async def every_query_has_data(watch: Watch) -> None:
    """Wait until each panel shows something, but for those that show what went wrong."""
    panels = [one for row in dashboard.ROWS.values() for one in row]
    for panel in panels:
        if panel.title not in WHERE_NOTHING_IS_WRONG:
            for query in panel.queries.values():
                await watch.some(query)


async def test_faults_of_services_and_brokers_fire_and_clear(ground: Ground) -> None:
    watch = ground.watch
    with service(ground, "ingest"), service(ground, "classifier"):
        await readiness(ground.ports["ingest"], "ready")
        with service(ground, "parser"):
            await ground.send(SIGNED + BODY, 5)
            await readiness(ground.ports["parser"], "ready")
        await watch.state("TagwireServiceDown", "firing")
        with service(ground, "parser"):
            await watch.state("TagwireServiceDown", "resolved")
            ground.broker.kill()
            await watch.state("TagwireStalled", "firing")
            ground.broker.start()
            await watch.state("TagwireStalled", "resolved")
