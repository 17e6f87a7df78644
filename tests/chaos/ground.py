"""What a run stands on: topics of its own, the seed, and the end that all runs share."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.runtime.delivery.mode import Delivery
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.chosen_tags import PACKAGED_LINEAR
from services.runtime.process.settings import Settings
from tests.chaos.account import Account
from tests.chaos.ending import balance
from tests.chaos.plan import SIZES, Plan, Size
from tests.chaos.report import table
from tests.chaos.supervisor import Supervisor

SIZE = SIZES[os.environ.get("TAGWIRE_CHAOS", "short")]
SEED = int(os.environ.get("TAGWIRE_CHAOS_SEED", random.randrange(2**32)))


async def own_settings(
    bootstrap_servers: str,
    size: Size,
    *,
    replicas: int = 1,
    delivery: Delivery = "exactly-once",
) -> Settings:
    """Create topics for a run, and return the settings that lead there."""
    settings = Settings(
        model=PACKAGED_LINEAR,  # what is shown is delivery, whatever tags
        kafka_bootstrap_servers=bootstrap_servers,
        delivery=delivery,
        kafka_session_timeout_seconds=size.session_seconds,
        topic_prefix=f"c{uuid.uuid4().hex[:8]}-",
        topic_partitions=size.partitions,
        topic_replication_factor=replicas,
    )
    await create_topics(settings)
    return settings


@asynccontextmanager
async def accounted(plan: Plan, settings: Settings, workers: Supervisor) -> AsyncIterator[Account]:
    """Run the workers through the block, then read the books: they must balance."""
    account = Account()
    account.say(f"{plan.size.name} form, TAGWIRE_CHAOS_SEED={plan.seed}, logs in {workers.folder}")
    try:
        async with workers.running(plan.size.workers):
            yield account
        await balance(plan, settings, account)
    except BaseException:
        account.say(workers.last_lines())
        raise
    finally:
        account.say(f"\n{table(plan, account, workers)}")
    assert not [str(page) for page in account.pages if not page.balanced]
    if settings.delivery == "exactly-once":  # else the audit rightly names what came again
        assert account.audit == 0
