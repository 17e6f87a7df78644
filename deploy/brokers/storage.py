"""The data folder of a node: what Kafka's own tool makes of it, made once and then copied.

That tool starts a Java machine, a quarter of the work of a broker's start. Of what it makes
only ``meta.properties`` is a node's own; the levels of features beside it are the version's.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.brokers.cache import cached
from deploy.brokers.errors import BrokerError
from deploy.brokers.jars import kafka_jars

_FEATURES = "bootstrap.checkpoint"
_META = "meta.properties"
_CLUSTER_ID = re.compile(r"^cluster\.id=(\S+)$", re.MULTILINE)


def make(data: Path, node_id: int, cluster_id: str, tool: Callable[[Path], None]) -> None:
    """Make a data folder, unless it is there; the first time, `tool` makes a node in a folder.

    It appears complete or not at all, so that one who is killed meanwhile can begin anew.
    Raises whatever `tool` raises.
    """
    if data.exists():
        return
    pattern = cached(f"{kafka_jars().name}-node", "Preparing Apache Kafka", tool)
    unfinished = data.with_name(f"{data.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    shutil.copy(pattern / data.name / _FEATURES, unfinished)
    # Kafka adds the folder's own id, which must differ from node to node.
    own = {"version": "1", "node.id": str(node_id), "cluster.id": cluster_id}
    write_properties(unfinished / _META, own)
    unfinished.rename(data)


def cluster_id(data: Path) -> str:
    """Return the id of the cluster whose data a folder holds.

    Raises `BrokerError` if the folder does not tell, and so cannot be used.
    """
    path = data / _META
    try:
        (found,) = _CLUSTER_ID.findall(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BrokerError(f"{path} is missing or damaged: Kafka cannot use its data.") from error
    return str(found)


def write_properties(path: Path, properties: Mapping[str, str]) -> None:
    """Write a Java properties file."""
    path.write_text("".join(f"{name}={value}\n" for name, value in properties.items()))
