"""What the brokers refuse for good ends a worker at once, with the setting to put right."""

from __future__ import annotations

import asyncio

import pytest
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas.topics import DEAD_LETTERS
from services.runtime.kafka import clients
from services.runtime.process.errors import EXIT_SETUP
from services.runtime.process.settings import Settings
from tests.integration.harness import publish, run_to_end


@pytest.mark.parametrize("delivery", ["exactly-once", "at-least-once"])
async def test_a_dead_letter_that_is_too_old_for_its_topic(
    settings: Settings, delivery: str
) -> None:
    name = settings.topic_prefix + DEAD_LETTERS.name
    limit = {"message.timestamp.before.max.ms": "1"}
    async with clients.admin(settings) as admin:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, configs=limit)])
    await publish(settings, [b"reject"])
    worker = await asyncio.to_thread(run_to_end, settings, delivery=delivery)
    assert worker.returncode == EXIT_SETUP
    assert b"message.timestamp.before.max.ms" in worker.stderr.splitlines()[-1]


@pytest.mark.parametrize(("seconds", "delivery"), [(1, "at-least-once"), (2000, "exactly-once")])
async def test_a_session_timeout_that_the_brokers_do_not_allow(
    settings: Settings, seconds: int, delivery: str
) -> None:
    worker = await asyncio.to_thread(
        run_to_end, settings, delivery=delivery, kafka_session_timeout_seconds=seconds
    )
    assert worker.returncode == EXIT_SETUP
    assert b"TAGWIRE_KAFKA_SESSION_TIMEOUT_SECONDS" in worker.stderr.splitlines()[-1]
