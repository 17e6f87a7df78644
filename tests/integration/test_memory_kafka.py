"""The brokers in memory tell no lies: Apache Kafka answers as they do, and gives the same books."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import pytest
from aiokafka.admin import NewTopic
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata

from schemas.topics import ARTICLES
from services.runtime.kafka import broker_errors, clients
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.settings import Settings
from services.runtime.source import Membership
from tests.state.ground import Ground, RealGround, raw_partitions
from tests.state.grounds import memory_ground
from tests.state.members import Member, generation
from tests.state.scripts import SCRIPTS
from tests.state.stub import MAX_BATCH_BYTES
from tests.state.workers import AtLeastOnceWorker, ExactlyOnceWorker, Make
from tests.state.world import World

pytestmark = pytest.mark.usefixtures("impatience")


@pytest.fixture
async def real(kafka: str) -> RealGround:
    settings = Settings(
        kafka_bootstrap_servers=kafka,
        kafka_session_timeout_seconds=6,
        topic_prefix=f"t{uuid.uuid4().hex[:8]}-",
        topic_partitions=2,
    )
    # Made with it: what is changed later brokers may take some time to mind.
    config = {"max.message.bytes": str(MAX_BATCH_BYTES)}
    async with clients.admin(settings) as admin:
        name = settings.topic_prefix + ARTICLES.name
        await admin.create_topics([NewTopic(name, 2, 1, topic_configs=config)])
    await create_topics(settings)
    return RealGround(settings)


class Told(NamedTuple):
    """What a script comes to: what became of each step, the books at its end, and in the end."""

    steps: Sequence[str]
    findings: Sequence[tuple[str, str]]
    in_the_end: Sequence[tuple[str, str]]
    outcomes: Sequence[tuple[str, str, str]]


async def told(ground: Ground, make: Make, name: str) -> Told:
    prefix = ground.settings.topic_prefix
    async with World(ground, make) as world:
        await SCRIPTS[name](world)
        before = (await world.books()).findings
        await world.finish()
        after = (await world.books()).findings
        outcomes = [(t, at.removeprefix(prefix), why) for t, at, why in await world.outcomes()]
        return Told(
            world.log,
            sorted((fate, at.removeprefix(prefix)) for fate, at in before),
            sorted((fate, at.removeprefix(prefix)) for fate, at in after),
            outcomes,
        )


@pytest.mark.parametrize("make", [ExactlyOnceWorker, AtLeastOnceWorker])
@pytest.mark.parametrize("name", SCRIPTS)
async def test_a_script_gives_the_same_books(real: RealGround, make: Make, name: str) -> None:
    async with memory_ground() as memory:
        in_memory = await told(memory, make, name)
    assert await told(real, make, name) == in_memory


class Raw:
    """Requests that are asked of either kind of brokers, to hear what they answer."""

    def __init__(self, ground: Ground) -> None:
        self.settings = ground.settings
        self.topic = ground.settings.topic_prefix + ARTICLES.name
        self.place = raw_partitions(ground.settings)[0]

    def member(self) -> Member:
        return Member(self.settings.group("raw"), self.settings.kafka_bootstrap_servers)

    async def commits(self, membership: Membership) -> None:
        """Commit an offset in a transaction, as a member."""
        async with clients.transactional_producer(self.settings, f"{membership.group}-id") as one:
            await one.begin_transaction()
            await one.send_member_offsets({self.place: 1}, "", membership)
            await one.commit_transaction()


async def _unknown_member(raw: Raw) -> None:
    group, generation_number = raw.settings.group("raw"), 1
    await raw.commits(Membership(group, generation_number, "nobody", frozenset()))


async def _old_generation(raw: Raw) -> None:
    member = raw.member()
    await member.start()
    try:
        (first,) = await generation([member], [raw.place])
        await generation([member], [raw.place])
        await raw.commits(first)
    finally:
        await member.leave()
        await member.close()


async def _old_generation_commits_alone(raw: Raw) -> None:
    member = raw.member()
    await member.start()
    try:
        await generation([member], [raw.place])
        await member.commit({raw.place: OffsetAndMetadata(1, "")}, generation=7)
    finally:
        await member.leave()
        await member.close()


async def _fenced(raw: Raw) -> None:
    name = raw.settings.group("fenced")
    async with clients.transactional_producer(raw.settings, name) as old:
        await old.begin_transaction()
        await old.send_and_wait(raw.topic, b"one", partition=0)
        async with clients.transactional_producer(raw.settings, name):
            await old.send_and_wait(raw.topic, b"two", partition=0)


async def _too_large(raw: Raw) -> None:
    async with clients.producer(raw.settings) as producer:
        await producer.send_and_wait(raw.topic, bytes(2 * MAX_BATCH_BYTES))


async def _too_large_in_a_transaction(raw: Raw) -> None:
    name = raw.settings.group("large")
    async with clients.transactional_producer(raw.settings, name) as producer:
        await producer.begin_transaction()
        await producer.send_and_wait(raw.topic, bytes(2 * MAX_BATCH_BYTES))


async def _too_long_a_transaction(raw: Raw) -> None:
    long = raw.settings.model_copy(update={"kafka_session_timeout_seconds": 10_000.0})
    async with clients.transactional_producer(long, raw.settings.group("long")):
        pass


async def _beyond_the_end(raw: Raw) -> None:
    async with clients.consumer(raw.settings, start="none") as consumer:  # type: ignore[arg-type]
        consumer.assign([raw.place])
        consumer.seek(raw.place, 1000)
        await consumer.getone()


ASKED: Sequence[Callable[[Raw], Awaitable[None]]] = [
    _unknown_member,
    _old_generation,
    _old_generation_commits_alone,
    _fenced,
    _too_large,
    _too_large_in_a_transaction,
    _too_long_a_transaction,
    _beyond_the_end,
]


async def _answer(ground: Ground, ask: Callable[[Raw], Awaitable[None]]) -> type[BaseException]:
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - whichever it is, of both kinds
        await ask(Raw(ground))
    return type(broker_errors._root(refusal.value))  # noqa: SLF001


@pytest.mark.parametrize("ask", ASKED)
async def test_a_request_is_refused_the_same_way(
    real: RealGround, ask: Callable[[Raw], Awaitable[None]]
) -> None:
    async with memory_ground() as memory:
        in_memory = await _answer(memory, ask)
    assert await _answer(real, ask) is in_memory
    assert issubclass(in_memory, KafkaError)
