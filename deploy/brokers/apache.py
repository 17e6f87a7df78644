"""A real Apache Kafka in KRaft mode: one node, kept or for the moment, or several."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.brokers import ports
from deploy.brokers.broker import Broker, new_cluster_id
from deploy.brokers.data_folder import DataFolder
from deploy.brokers.errors import BrokerError
from deploy.brokers.nodes import Node, Setup, prepare

_HEAP_MIB = 512
_CLUSTER_HEAP_MIB = 256
_KEPT_STOP_SECONDS = 30  # one that is killed takes longer to start again
_KEPT = {
    # A group that was away for long still finds its place: ten years, where Kafka has a week.
    "offsets.retention.minutes": str(10 * 365 * 24 * 60),
}


@contextmanager
def apache_kafka(
    port: int | None = None, *, config: Mapping[str, str] | None = None
) -> Iterator[Broker]:
    """Run an Apache Kafka broker until the block ends, on `port` or a free one.

    `config` adds to its configuration, in Kafka's own names. Topics must be created, none
    appears by itself. Raises `BrokerError` if it cannot start.
    """
    port, controller = ports.claim(port), ports.free_port()
    with tempfile.TemporaryDirectory(prefix="tagwire-kafka-") as folder:
        (broker,) = _brokers([Node(1, port, controller)], config or {}, _HEAP_MIB, Path(folder))
        with broker.running():
            yield broker


@contextmanager
def kept_kafka(folder: DataFolder, port: int) -> Iterator[Broker]:
    """Run an Apache Kafka broker on the data of earlier runs, which stays.

    Raises `BrokerError` if it cannot start.
    """
    node = Node(1, ports.claim(port), ports.free_port())
    with _named(folder):
        (broker,) = _brokers([node], _KEPT, _HEAP_MIB, folder.kafka)
        broker.log = folder.logs / "kafka.log"
        broker.stop_seconds = _KEPT_STOP_SECONDS
        with broker.running():
            yield broker


@contextmanager
def _named(folder: DataFolder) -> Iterator[None]:
    try:
        yield
    except BrokerError as error:
        raise BrokerError(
            f"{error}\nIts data is in {folder.path}. If that is damaged, --fresh deletes it "
            "and begins anew."
        ) from error


@dataclass(frozen=True, slots=True)
class Cluster:
    """Several brokers that hold the same data."""

    brokers: Sequence[Broker]

    @property
    def bootstrap_servers(self) -> str:
        """Return their addresses, ``host:port,host:port``."""
        return ",".join(broker.bootstrap_servers for broker in self.brokers)


@contextmanager
def kafka_cluster(size: int = 3, *, config: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """Run so many Apache Kafka brokers until the block ends; a majority of them serves alone.

    Every one of them holds a replica of Kafka's own topics, and a write is confirmed once a
    majority has it (``min.insync.replicas``); other topics are to be created so, too. Raises
    `BrokerError` if they cannot start.
    """
    free = ports.free_ports(2 * size)
    nodes = [Node(number + 1, *free[2 * number :][:2]) for number in range(size)]
    with tempfile.TemporaryDirectory(prefix="tagwire-kafka-") as folder:
        brokers = _brokers(nodes, config or {}, _CLUSTER_HEAP_MIB, Path(folder))
        try:
            for broker in brokers:  # all, before the first can serve: they elect a leader
                broker.launch()
            for broker in brokers:
                broker.wait_until_serving()
            yield Cluster(brokers)
        finally:
            for broker in brokers:  # nothing is kept, and the last could not hand over its part
                broker.kill()


def _brokers(
    nodes: Sequence[Node], config: Mapping[str, str], heap_mib: int, folder: Path
) -> list[Broker]:
    setup = Setup(nodes, config, heap_mib, new_cluster_id(), folder)
    return [prepare(node, setup) for node in nodes]
