"""Each of three brokers dies once under load: the other two carry on, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from deploy.brokers import Cluster, kafka_cluster
from services.runtime.kafka import clients
from services.runtime.process.errors import EXIT_FENCED
from services.runtime.process.settings import Settings
from tests.chaos import standing, stories
from tests.chaos.account import Account
from tests.chaos.ending import finish
from tests.chaos.ground import SEED, SIZE, accounted, own_settings
from tests.chaos.plan import LONG, SERVICES, Plan, make_plan
from tests.chaos.run import shares
from tests.chaos.supervisor import Supervisor
from tests.integration.harness import variables

CONFIG = {
    # A dead broker is given up, and its partitions are led by another, after these 3 s, not 9.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "group.min.session.timeout.ms": "1000",
}


@pytest.fixture
def cluster() -> Iterator[tuple[Cluster, ThreadPoolExecutor]]:
    """Give three brokers, and the thread to start them again: on Linux they end with it."""
    with ThreadPoolExecutor(1) as hands, kafka_cluster(config=CONFIG) as running:
        yield running, hands


# aiokafka leaves a connection to the collector whose opening is cancelled: here brokers die then.
@pytest.mark.filterwarnings("ignore:Unclosed AIOKafkaConnection:ResourceWarning")
@pytest.mark.timeout(3600 if SIZE is LONG else 400)
async def test_a_broker_of_three_may_die(
    cluster: tuple[Cluster, ThreadPoolExecutor], tmp_path: Path
) -> None:
    brokers, hands = cluster
    plan = make_plan(SEED, SIZE)
    settings = await own_settings(brokers.bootstrap_servers, SIZE, replicas=3)
    workers = Supervisor(variables(settings), tmp_path)
    async with accounted(plan, settings, workers) as account:
        await lose_each(brokers, hands, plan, settings, account)
        await finish(plan, settings, account)
    # The group may go on without a worker while its coordinator moves: that one starts again.
    assert set(workers.codes) <= {0, EXIT_FENCED}, "a worker did not carry on"


class Load(NamedTuple):
    """Dumps that come in, part by part."""

    plan: Plan
    settings: Settings
    producer: AIOKafkaProducer
    tasks: asyncio.TaskGroup
    parts: Iterator[range]

    async def more(self) -> int:
        """Publish a part, wait until every service has done some of it; return what is unread."""
        numbers, stands = next(self.parts), dict.fromkeys(SERVICES, 0)
        await standing.look(stands, self.settings)
        share = stories.records(self.plan, numbers)
        self.tasks.create_task(stories.publish(self.producer, self.settings, share))
        for service, stand in stands.items():
            await standing.moved_on(self.settings, service, stand)
        await standing.look(stands, self.settings)
        return numbers.stop - stands["parser"]


async def lose_each(
    cluster: Cluster, hands: ThreadPoolExecutor, plan: Plan, settings: Settings, account: Account
) -> None:
    """Kill one broker after the other while dumps come in; start it when the others carried on."""
    loop = asyncio.get_running_loop()
    parts = iter(shares(plan.size.dumps, 2 * len(cluster.brokers)))
    async with stories.producer(settings) as producer, asyncio.TaskGroup() as tasks:
        load = Load(plan, settings, producer, tasks, parts)
        for broker in cluster.brokers:
            unread = await load.more()
            account.strike("broker killed", f"kill {broker.bootstrap_servers}", unread)
            broker.kill()
            await load.more()
            account.say(f"    the others carried on: start {broker.bootstrap_servers}")
            await loop.run_in_executor(hands, broker.start)
            await replicated(settings, len(cluster.brokers))


async def replicated(settings: Settings, replicas: int) -> None:
    """Wait until every partition, also of Kafka's own topics, has all of its replicas in sync."""
    async with asyncio.timeout(standing.STUCK_SECONDS), clients.admin(settings) as admin:
        while await fewest_in_sync(admin) < replicas:
            await asyncio.sleep(0.2)


async def fewest_in_sync(admin: AIOKafkaAdminClient) -> int:
    topics = await admin.describe_topics()
    return min(len(partition["isr"]) for topic in topics for partition in topic["partitions"])
