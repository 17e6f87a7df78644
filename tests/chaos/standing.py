"""Where a service stands in its topic, as its consumer group says."""

from __future__ import annotations

import asyncio
import time

from aiokafka.errors import KafkaError

from services.runtime import clients
from services.runtime.errors import SetupError
from services.runtime.settings import Settings
from tests.chaos.plan import Service

_LOOK_SECONDS = 0.1
_ANSWER_SECONDS = 1.0


class Stuck(AssertionError):
    """A service does not move on, though it has work and nothing is in its way any more."""


async def committed(settings: Settings, service: Service) -> int:
    """Return up to where a service is done: the sum of its committed offsets."""
    async with clients.admin(settings) as admin:
        offsets = await admin.list_consumer_group_offsets(settings.group(service))
    return sum(max(0, found.offset) for found in offsets.values())


async def moved_on(settings: Settings, service: Service, start: int, seconds: float) -> int:
    """Wait until a service has committed more than `start`; return how much it is then.

    Raises:
        Stuck: it did not within these seconds.

    """
    deadline = time.monotonic() + seconds
    while (now := await committed_or(start, settings, service)) <= start:
        if time.monotonic() > deadline:
            raise Stuck(f"the {service} committed nothing for {seconds:.0f} s: it stands at {now}")
        await asyncio.sleep(_LOOK_SECONDS)
    return now


async def committed_or(default: int, settings: Settings, service: Service) -> int:
    """Return up to where a service is done, `default` if the broker does not answer."""
    hasty = settings.model_copy(update={"kafka_startup_seconds": _ANSWER_SECONDS})
    try:
        return await committed(hasty, service)
    except (KafkaError, SetupError):  # the broker is down, or just up: the deadline decides
        return default
