"""Where a service stands in its topic, as its consumer group says."""

from __future__ import annotations

import asyncio
import time

from aiokafka.errors import KafkaError

from services.runtime.kafka import clients
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings
from tests.chaos.plan import Service

STUCK_SECONDS = 120
"""A service that commits nothing for so long, though it has work, has failed the run."""

_LOOK_SECONDS = 0.1
_ANSWER_SECONDS = 1.0


class Stuck(AssertionError):
    """A service does not move on, though it has work and nothing is in its way any more."""


async def committed(settings: Settings, service: Service) -> int:
    """Return up to where a service is done: the sum of its committed offsets."""
    async with clients.admin(settings) as admin:
        offsets = await admin.list_consumer_group_offsets(settings.group(service))
    return sum(max(0, found.offset) for found in offsets.values())


async def look(stands: dict[Service, int], settings: Settings) -> None:
    """Bring up to date where the services stand; where the broker does not answer, it stays."""
    for service, before in stands.items():
        stands[service] = await _committed_or(before, settings, service)


async def moved_on(settings: Settings, service: Service, start: int) -> None:
    """Wait until a service has committed more than `start`.

    Raises:
        Stuck: it did not in `STUCK_SECONDS`.

    """
    deadline = time.monotonic() + STUCK_SECONDS
    while await _committed_or(start, settings, service) <= start:
        if time.monotonic() > deadline:
            raise Stuck(f"the {service} stands at {start} for {STUCK_SECONDS} s")
        await asyncio.sleep(_LOOK_SECONDS)


async def _committed_or(default: int, settings: Settings, service: Service) -> int:
    hasty = settings.model_copy(update={"kafka_startup_seconds": _ANSWER_SECONDS})
    try:
        return await committed(hasty, service)
    except (KafkaError, SetupError):  # the broker is down, or just up: the deadline decides
        return default
