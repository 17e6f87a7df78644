"""The nodes of an Apache Kafka cluster, each a broker and a controller: what precedes a start."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from deploy.brokers import class_archive, ports, process, storage
from deploy.brokers.broker import Broker, new_cluster_id
from deploy.brokers.errors import BrokerError
from deploy.brokers.jars import KAFKA_FILES, kafka_jars
from deploy.brokers.java import java
from deploy.brokers.storage import write_properties

_FORMAT_SECONDS = 60.0
_ARCHIVE_SECONDS = 60.0
_SMALL_HEAP_MIB = 256
_DATA = "data"
_PROPERTIES = "server.properties"
_JVM_OPTIONS = (
    "-XX:+UseSerialGC",
    # Without the second compiler it starts in half the time, and was as quick at its work.
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
)


class Node(NamedTuple):
    """A node: its id, the port for clients and the one for controllers."""

    id: int
    port: int
    controller_port: int

    @property
    def address(self) -> str:
        """Return where clients reach it."""
        return f"{ports.HOST}:{self.port}"

    @property
    def controller(self) -> str:
        """Return where the other controllers reach it."""
        return f"{ports.HOST}:{self.controller_port}"


class Setup(NamedTuple):
    """What the nodes of a cluster share; `config` adds to the configuration of each."""

    nodes: Sequence[Node]
    config: Mapping[str, str]
    heap_mib: int
    cluster_id: str
    folder: Path


def prepare(node: Node, setup: Setup) -> Broker:
    """Set up a node in a folder of its own, ready to be started.

    Data that is there already is kept, and with it the cluster's id. Raises `BrokerError` if
    that fails.
    """
    program = java()

    def run(option: str) -> None:
        _run_to_the_end(program, option)

    return _prepare(node, setup, _jvm(program, class_archive.sharing(program, run)))


def fill_cache() -> None:
    """Have in the user's cache what a node needs, so that no later start takes long.

    Raises `BrokerError` if something cannot be had.
    """
    with tempfile.TemporaryDirectory(prefix="tagwire-kafka-") as folder:
        prepare(*_of_the_moment(Path(folder)))


def _run_to_the_end(program: str, option: str) -> None:
    with tempfile.TemporaryDirectory(prefix="tagwire-kafka-") as folder:
        broker = _prepare(*_of_the_moment(Path(folder)), _jvm(program, [option]))
        broker.stop_seconds = _ARCHIVE_SECONDS
        with broker.running():
            pass


def _of_the_moment(folder: Path) -> tuple[Node, Setup]:
    node = Node(1, *ports.free_ports(2))
    return node, Setup([node], {}, _SMALL_HEAP_MIB, new_cluster_id(), folder)


def _prepare(node: Node, setup: Setup, jvm: Sequence[str]) -> Broker:
    own = setup.folder / f"node-{node.id}"
    own.mkdir(parents=True, exist_ok=True)
    storage.make(own / _DATA, node.id, setup.cluster_id, _format)
    write_properties(own / _PROPERTIES, {**configuration(node, setup.nodes), **setup.config})
    return Broker(
        name="Apache Kafka",
        command=(*jvm, f"-Xmx{setup.heap_mib}m", "kafka.Kafka", _PROPERTIES),
        port=node.port,
        cluster_id=storage.cluster_id(own / _DATA),
        folder=own,
        log=own / "broker.log",
    )


def configuration(node: Node, nodes: Sequence[Node]) -> dict[str, str]:
    """Return a node's configuration in Kafka's own names.

    All nodes hold Kafka's own topics, and a majority of them must have a write.
    """
    all_nodes, majority = str(len(nodes)), str(len(nodes) // 2 + 1)
    return {
        "process.roles": "broker,controller",
        "node.id": str(node.id),
        "controller.quorum.voters": ",".join(f"{one.id}@{one.controller}" for one in nodes),
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://{node.address},CONTROLLER://{node.controller}",
        # Below the folder that it is started in, whose name may hold what a list here may not.
        "log.dirs": _DATA,
        "advertised.listeners": f"PLAINTEXT://{node.address}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "auto.create.topics.enable": "false",
        "min.insync.replicas": majority,
        # Few partitions, which it creates the quicker.
        "offsets.topic.replication.factor": all_nodes,
        "offsets.topic.num.partitions": "4",
        "offsets.retention.minutes": "43200",  # 30 days: the longest that a topic keeps records
        "transaction.state.log.replication.factor": all_nodes,
        "transaction.state.log.min.isr": majority,
        "transaction.state.log.num.partitions": "4",
        # How often transactions that have timed out are looked for.
        "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
        # A group starts with its first member; waiting for more is for large groups.
        "group.initial.rebalance.delay.ms": "0",
    }


def _jvm(program: str, options: Sequence[str] = ()) -> tuple[str, ...]:
    classes = ("-cp", f"{kafka_jars()}/*")
    logging = f"-Dlog4j2.configurationFile={KAFKA_FILES / 'log4j2.properties'}"
    return (program, *_JVM_OPTIONS, *options, logging, *classes)


def _format(folder: Path) -> None:
    """Have Kafka make a data folder, with every feature at this version's level, as production."""
    node = Node(1, *ports.free_ports(2))
    write_properties(folder / _PROPERTIES, configuration(node, [node]))
    arguments = ("format", "--cluster-id", new_cluster_id(), "--config", _PROPERTIES)
    _run((*_jvm(java()), "kafka.tools.StorageTool", *arguments), folder)


def _run(command: Sequence[str], folder: Path) -> None:
    log = folder / "format.log"
    formatting = process.spawn(command, folder=folder, log=log)
    try:
        code = formatting.wait(_FORMAT_SECONDS)
    except subprocess.TimeoutExpired:
        code = None
    finally:
        process.stop(formatting, grace=0)
    if code != 0:
        raise BrokerError(f"Apache Kafka's data folder cannot be set up.\n{process.tail(log)}")
