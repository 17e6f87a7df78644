"""A real Apache Kafka: one node in KRaft mode, with a temporary data folder."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.brokers import ports, process
from deploy.brokers.broker import Broker, new_cluster_id
from deploy.brokers.errors import BrokerError
from deploy.brokers.jars import KAFKA_FILES, java, kafka_jars

_FORMAT_SECONDS = 60.0
_JVM_OPTIONS = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    # Without the second compiler it starts in half the time, and was as quick at its work.
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
)


@contextmanager
def apache_kafka(
    port: int | None = None, *, config: Mapping[str, str] | None = None
) -> Iterator[Broker]:
    """Run an Apache Kafka broker until the block ends, on `port` or a free one.

    `config` adds to its configuration, in Kafka's own names. Topics must be created, none
    appears by itself. Raises `BrokerError` if it cannot start.
    """
    port = ports.claim(port)
    classes = ("-cp", f"{kafka_jars()}/*")
    logging = f"-Dlog4j2.configurationFile={KAFKA_FILES / 'log4j2.properties'}"
    jvm = (java(), *_JVM_OPTIONS, logging, *classes)
    with tempfile.TemporaryDirectory(prefix="tagwire-kafka-") as name:
        folder, cluster_id = Path(name), new_cluster_id()
        properties = folder / "server.properties"
        properties.write_text(_properties({**_config(port, folder), **(config or {})}))
        _format((*jvm, "kafka.tools.StorageTool"), folder, cluster_id)
        command = (*jvm, "kafka.Kafka", str(properties))
        broker = Broker(
            name="Apache Kafka", command=command, port=port, cluster_id=cluster_id, folder=folder
        )
        with broker.running():
            yield broker


def _config(port: int, folder: Path) -> dict[str, str]:
    controller = f"{ports.HOST}:{ports.free_port()}"
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{controller}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://{ports.HOST}:{port},CONTROLLER://{controller}",
        "advertised.listeners": f"PLAINTEXT://{ports.HOST}:{port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": f"{folder.as_posix()}/data",
        "auto.create.topics.enable": "false",
        # One node, and few partitions, which it creates the quicker.
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "transaction.state.log.num.partitions": "4",
        # A group starts with its first member; waiting for more is for large groups.
        "group.initial.rebalance.delay.ms": "0",
    }


def _properties(config: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in config.items())


def _format(tool: tuple[str, ...], folder: Path, cluster_id: str) -> None:
    """Prepare the data folder, with every feature at this version's level, as production does."""
    log = folder / "format.log"
    arguments = ("format", "--cluster-id", cluster_id, "--config", "server.properties")
    formatting = process.spawn((*tool, *arguments), folder=folder, log=log)
    try:
        code = formatting.wait(_FORMAT_SECONDS)
    except subprocess.TimeoutExpired:
        code = None
    finally:
        process.stop(formatting, grace=0)
    if code != 0:
        raise BrokerError(f"Apache Kafka's data folder cannot be set up.\n{process.tail(log)}")
