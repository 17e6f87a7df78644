"""Kafka's classes as Java has them in memory, in the user's cache: starts take half the work.

Java writes such an archive when it ends, and reads it only where neither it nor the jars have
changed since (JEP 350, dynamic class-data sharing).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.brokers.cache import cached
from deploy.brokers.jars import kafka_jars

_FILE = "classes.jsa"


def sharing(java: str, run: Callable[[str], None]) -> Sequence[str]:
    """Return Java's options for using the archive; if there is none, `run` a broker to its end.

    `run` gets the option with which that broker's Java makes it. Where it makes none, brokers
    start without. Raises whatever `run` raises.
    """
    program = Path(java).resolve()
    made_by = hashlib.sha256(f"{program} {program.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    folder = cached(
        f"{kafka_jars().name}-classes-{made_by}",
        "Preparing Apache Kafka's starts",
        lambda to: run(f"-XX:ArchiveClassesAtExit={to / _FILE}"),
    )
    archive = folder / _FILE
    return [f"-XX:SharedArchiveFile={archive}"] if archive.exists() else []
