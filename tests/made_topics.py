"""The contract's topics on a broker, made so that whoever starts next finds them."""

from __future__ import annotations

import asyncio

from schemas.topics import TOPICS
from services.runtime.kafka import clients
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.settings import Settings

_DEADLINE_SECONDS = 60


async def make_topics(settings: Settings) -> list[str]:
    """Create what is missing, and return once the broker names all of them; return the new ones.

    Kafka confirms a topic a moment before that, and a worker that is forked starts within it.
    """
    made = await create_topics(settings)
    names = {settings.topic_prefix + topic.name for topic in TOPICS}
    async with asyncio.timeout(_DEADLINE_SECONDS), clients.admin(settings) as admin:
        while not names <= set(await admin.list_topics()):
            await asyncio.sleep(0.02)
    return made
