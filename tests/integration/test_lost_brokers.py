"""A broker that is away for a while: a worker waits, says so, and then goes on."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Sequence

from deploy.brokers import apache_kafka
from deploy.brokers.ports import free_port
from schemas.topics import ARTICLES
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.settings import Settings
from tests.integration.forked import ForkedProcess
from tests.integration.harness import (
    STUB,
    contents,
    numbered,
    process,
    publish,
    readiness,
    wait_for,
)

OUTAGE_SECONDS = 60 if os.environ.get("TAGWIRE_CHAOS") == "long" else 35
"""Longer than it takes a worker to be ready no more; in the long form, as of `make chaos`, more."""


async def test_a_broker_that_is_gone_for_long() -> None:
    values, port = numbered(1000, "slow"), free_port()
    with apache_kafka(free_port()) as broker:
        settings = Settings(kafka_bootstrap_servers=broker.bootstrap_servers)
        await create_topics(settings)
        await publish(settings, values)
        with process(STUB, settings, health_port=port) as worker:
            await wait_for(settings, [ARTICLES], lambda found: len(found) > 0)
            broker.kill()
            killed = time.monotonic()
            await readiness(port, "stalled")
            await asyncio.sleep(OUTAGE_SECONDS - (time.monotonic() - killed))
            broker.start()
            await readiness(port, "ready")
            await all_written_once(settings, values, worker)


async def all_written_once(
    settings: Settings, values: Sequence[bytes], worker: ForkedProcess
) -> None:
    """Wait until all is through, by this very process, which then stops as it should."""
    await wait_for(settings, [ARTICLES], lambda found: len(found) >= len(values))
    worker.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.wait, 30) == 0
    written = [record.value or b"" for record in await contents(settings, ARTICLES)]
    assert sorted(written) == sorted(values)
