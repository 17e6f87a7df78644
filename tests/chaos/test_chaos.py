"""Everything goes wrong, and nothing is lost or doubled.

Two parsers and two classifiers work while they are killed, terminated and frozen, the
broker crashes, and their connections break. ``pytest tests/chaos`` runs the short form,
``make chaos`` (``TAGWIRE_CHAOS=long pytest -s tests/chaos``) the long one. The seed is
printed; ``TAGWIRE_CHAOS_SEED=…`` repeats its run: the same disturbances in the same order
on the same records. When exactly each one strikes is up to the machine.
"""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.brokers import Broker, apache_kafka, ports
from services.runtime.delivery.mode import Delivery
from services.runtime.process.errors import EXIT_FENCED, EXIT_STALLED
from tests.chaos.ending import finish
from tests.chaos.ground import SEED, SIZE, accounted, own_settings
from tests.chaos.plan import LONG, make_plan
from tests.chaos.proxy import Proxy
from tests.chaos.run import Arena, disturb
from tests.chaos.supervisor import Supervisor
from tests.integration.harness import variables

EXITS = {
    0,
    -signal.SIGKILL,
    -signal.SIGTERM,  # before a worker hears it
    128 + signal.SIGTERM,  # the second one
    EXIT_FENCED,
    EXIT_STALLED,  # a stop without a broker
}
"""How workers may end; whatever else happens to the broker, they wait."""

DELIVERIES: list[Delivery] = ["exactly-once"]
if SIZE is LONG:
    DELIVERIES.append("at-least-once")


@pytest.fixture
def proxied() -> Iterator[tuple[Broker, Proxy, ThreadPoolExecutor]]:
    """Give a broker, the proxy that clients come by, and the thread to start the broker again.

    On Linux a broker ends with the thread that started it, so that one must outlive it.
    """
    direct, behind, proxy = ports.free_ports(3)
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
    proxied: tuple[Broker, Proxy, ThreadPoolExecutor], tmp_path: Path, delivery: Delivery
) -> AsyncIterator[Arena]:
    plan = make_plan(SEED, SIZE)
    broker, proxy, hands = proxied
    settings = await own_settings(broker.bootstrap_servers, plan.size, delivery=delivery)
    through = settings.model_copy(update={"kafka_bootstrap_servers": f"{ports.HOST}:{proxy.port}"})
    workers = Supervisor(variables(through), tmp_path)
    async with proxy.running():
        yield Arena(
            plan=plan, settings=settings, broker=broker, proxy=proxy, workers=workers, hands=hands
        )


@pytest.mark.timeout(3600 if SIZE is LONG else 400)
@pytest.mark.parametrize("delivery", DELIVERIES)
async def test_chaos_loses_and_doubles_nothing(arena: Arena) -> None:
    async with accounted(arena.plan, arena.settings, arena.workers) as account:
        await disturb(arena, account)
        await finish(arena.plan, arena.settings, account)
    codes = arena.workers.codes
    assert set(codes) <= EXITS, "a worker gave up"
    assert codes[-signal.SIGKILL] >= arena.plan.size.counts["kill"] / 2, "who was killed lived"
