"""Everything goes wrong, and nothing is lost or doubled.

Two parsers and two classifiers work while they are killed, terminated and frozen, the
broker crashes, and their connections break. ``pytest tests/chaos`` runs the short form,
``make chaos`` (``TAGWIRE_CHAOS=long pytest -s tests/chaos``) the long one. The seed is
printed; ``TAGWIRE_CHAOS_SEED=…`` repeats its run: the same disturbances in the same order
on the same records. When exactly each one strikes is up to the machine.
"""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.brokers import Broker, apache_kafka, ports
from services.runtime.settings import Settings
from services.runtime.topics import create_topics
from tests.chaos.account import Account
from tests.chaos.ending import balance, finish
from tests.chaos.plan import SIZES, Plan, make_plan
from tests.chaos.proxy import Proxy
from tests.chaos.report import table
from tests.chaos.run import Arena, disturb
from tests.chaos.supervisor import Supervisor
from tests.integration.harness import variables

SIZE = SIZES[os.environ.get("TAGWIRE_CHAOS", "short")]
SEED = int(os.environ.get("TAGWIRE_CHAOS_SEED", random.randrange(2**32)))


@pytest.fixture
def proxied() -> Iterator[tuple[Broker, Proxy, ThreadPoolExecutor]]:
    """Give a broker, the proxy that clients come by, and the thread to start the broker again.

    On Linux a broker ends with the thread that started it, so that one must outlive it.
    """
    direct, behind, proxy = (ports.free_port() for _ in range(3))
    config = listeners(direct, behind, proxy)
    with ThreadPoolExecutor(1) as hands, apache_kafka(direct, config=config) as broker:
        yield broker, Proxy(proxy, upstream=behind), hands


def listeners(direct: int, behind: int, proxy: int) -> Mapping[str, str]:
    """Return Kafka's configuration for a listener at `behind` whose clients come by `proxy`."""
    controller = f"{ports.HOST}:{ports.free_port()}"
    listening = f"PLAINTEXT://{ports.HOST}:{direct},PROXIED://{ports.HOST}:{behind}"
    return {
        "controller.quorum.voters": f"1@{controller}",
        "listeners": f"{listening},CONTROLLER://{controller}",
        "advertised.listeners": listening.replace(f":{behind}", f":{proxy}"),
        "listener.security.protocol.map": (
            "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT"
        ),
        "group.min.session.timeout.ms": "1000",
    }


@pytest.fixture
async def arena(
    proxied: tuple[Broker, Proxy, ThreadPoolExecutor], tmp_path: Path
) -> AsyncIterator[Arena]:
    plan = make_plan(SEED, SIZE)
    broker, proxy, hands = proxied
    settings = await own_settings(broker, plan)
    through = settings.model_copy(update={"kafka_bootstrap_servers": f"{ports.HOST}:{proxy.port}"})
    workers = Supervisor(variables(through), tmp_path)
    async with proxy.running():
        yield Arena(
            plan=plan, settings=settings, broker=broker, proxy=proxy, workers=workers, hands=hands
        )


async def own_settings(broker: Broker, plan: Plan) -> Settings:
    settings = Settings(
        kafka_bootstrap_servers=broker.bootstrap_servers,
        kafka_session_timeout_seconds=plan.size.session_seconds,
        topic_prefix=f"c{uuid.uuid4().hex[:8]}-",
        topic_partitions=plan.size.partitions,
    )
    await create_topics(settings)
    return settings


@pytest.mark.timeout(3600 if SIZE.name == "long" else 400)
async def test_chaos_loses_and_doubles_nothing(arena: Arena) -> None:
    account = Account()
    account.say(f"{SIZE.name} form, TAGWIRE_CHAOS_SEED={SEED}, logs in {arena.workers.folder}")
    try:
        async with arena.workers.running(SIZE.workers):
            await disturb(arena, account)
            await finish(arena.plan, arena.settings, account)
        await balance(arena.plan, arena.settings, account)
    except BaseException:
        account.say(arena.workers.last_lines())
        raise
    finally:
        account.say(f"\n{table(arena.plan, account, arena.workers)}")
    assert not [str(page) for page in account.pages if not page.balanced]
    assert account.audit == 0
