"""The local brokers: they start, serve, and leave nothing behind. None is ever skipped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.brokers import (
    Broker,
    BrokerError,
    apache_kafka,
    embedded_broker,
    kafka_cluster,
    ports,
)
from deploy.brokers.probe import fetch_metadata

ROOT = Path(__file__).parents[2]
Launcher = Callable[[], AbstractContextManager[Broker]]
LAUNCHERS = [apache_kafka, embedded_broker]
KINDS = ["kafka", "embedded"]


@pytest.fixture(scope="module", params=LAUNCHERS)
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    with request.param() as started:
        yield started


@pytest.fixture(scope="module")
def own_kafka() -> Iterator[Broker]:
    with apache_kafka() as started:
        yield started


def test_answers_with_its_own_cluster_and_address(broker: Broker) -> None:
    metadata = fetch_metadata(ports.HOST, broker.port, timeout=5)

    assert metadata.cluster_id == broker.cluster_id
    assert metadata.brokers == (broker.bootstrap_servers,)


async def test_carries_a_record(broker: Broker) -> None:
    await create_topic(broker, "carried")
    async with AIOKafkaProducer(
        bootstrap_servers=broker.bootstrap_servers, enable_idempotence=False
    ) as producer:
        await producer.send_and_wait("carried", b"value", key=b"key", headers=[("name", b"h")])

    async with reader(broker, "carried") as consumer:
        record = await consumer.getone()

    assert (record.key, record.value, record.headers) == (b"key", b"value", (("name", b"h"),))


@pytest.mark.parametrize("launcher", LAUNCHERS)
def test_leaves_no_process_port_or_folder_when_the_block_fails(launcher: Launcher) -> None:
    with pytest.raises(RuntimeError), launcher() as started:  # noqa: PT012 - the block itself fails
        pid, port, folder = started.pid, started.port, started.folder
        assert is_running(pid)
        assert folder.is_dir()
        raise RuntimeError

    assert not started.alive
    assert not is_running(pid)
    assert ports.is_free(port)
    assert not folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent")
def test_dies_with_a_killed_parent(tmp_path: Path) -> None:
    program = (
        "import time; from deploy import brokers\n"
        "with brokers.embedded_broker() as broker:\n"
        "    print(broker.pid, broker.port, flush=True); time.sleep(600)"
    )
    with launched([sys.executable, "-c", program], tmp_path) as parent:
        pid, port = map(int, first_line(parent).split())
        assert is_running(pid)
        parent.kill()

    assert within(10, lambda: not is_running(pid))
    assert within(10, lambda: ports.is_free(port))


@pytest.mark.parametrize(("kind", "end"), [("kafka", signal.SIGTERM), ("embedded", signal.SIGINT)])
def test_the_command_prints_the_address_and_ends_cleanly(
    kind: str, end: signal.Signals, tmp_path: Path
) -> None:
    with launched([sys.executable, "-m", "deploy.brokers", kind], tmp_path) as command:
        address = first_line(command)
        command.send_signal(end)
        output, errors = command.communicate(timeout=30)

    assert (command.returncode, output, errors) == (0, "", "")
    assert address.startswith(f"{ports.HOST}:")
    assert ports.is_free(int(address.partition(":")[2]))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_refuses_a_taken_port(kind: str, broker: Broker, tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "deploy.brokers", kind, "--port", str(broker.port)]
    with launched(arguments, tmp_path) as command:
        output, errors = command.communicate(timeout=30)

    assert (command.returncode, output) == (2, "")
    assert errors.startswith(f"error: Port {broker.port} is taken")


def test_a_wrong_configuration_shows_the_last_lines() -> None:
    with pytest.raises(BrokerError, match=r"num\.partitions") as failure:
        apache_kafka(config={"num.partitions": "none"}).__enter__()

    assert "Apache Kafka" in str(failure.value)


async def test_kafka_keeps_its_data_over_a_restart(own_kafka: Broker) -> None:
    await create_topic(own_kafka, "kept")
    await produce_transaction(own_kafka, "kept", commit=True)
    own_kafka.stop()
    own_kafka.start()

    async with reader(own_kafka, "kept") as consumer:
        assert (await consumer.getone()).value == b"committed"


async def test_kafka_has_transactions(own_kafka: Broker) -> None:
    await create_topic(own_kafka, "transactions")
    await produce_transaction(own_kafka, "transactions", commit=False)
    await produce_transaction(own_kafka, "transactions", commit=True)

    async with reader(own_kafka, "transactions") as consumer:
        assert (await consumer.getone()).value == b"committed"


async def test_kafka_creates_no_topic_by_itself(own_kafka: Broker) -> None:
    async with administrator(own_kafka) as admin:
        await admin.describe_topics(["unheard-of"])
        assert "unheard-of" not in await admin.list_topics()


def test_a_cluster_is_one_and_leaves_nothing_behind() -> None:
    with kafka_cluster(3) as cluster:
        brokers = list(cluster.brokers)
        addresses = {broker.bootstrap_servers for broker in brokers}
        assert len(addresses) == 3
        for broker in brokers:
            metadata = fetch_metadata(ports.HOST, broker.port, timeout=5)
            assert metadata.cluster_id == broker.cluster_id
            assert set(metadata.brokers) == addresses

    assert not any(broker.alive or broker.folder.exists() for broker in brokers)
    assert all(ports.is_free(broker.port) for broker in brokers)


@asynccontextmanager
async def administrator(broker: Broker) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


async def create_topic(broker: Broker, name: str) -> None:
    async with administrator(broker) as admin:
        await admin.create_topics([NewTopic(name, num_partitions=1, replication_factor=1)])


async def produce_transaction(broker: Broker, topic: str, *, commit: bool) -> None:
    async with AIOKafkaProducer(
        bootstrap_servers=broker.bootstrap_servers, transactional_id=f"test-{topic}"
    ) as producer:
        await producer.begin_transaction()
        await producer.send_and_wait(topic, b"committed" if commit else b"aborted")
        await (producer.commit_transaction() if commit else producer.abort_transaction())


def reader(broker: Broker, topic: str) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        topic,
        bootstrap_servers=broker.bootstrap_servers,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )


def launched(arguments: list[str], temporary: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        arguments,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def is_running(pid: int) -> bool:
    if sys.platform == "linux":  # where a killed process may stay listed until it is reaped
        try:
            status = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return False
        return status.rpartition(")")[2].split()[0] not in "ZX"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
