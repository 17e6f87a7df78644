"""The jars of Apache Kafka, as locked in ``deploy/kafka/jars.lock``, in the user's cache."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from deploy.brokers.cache import cached
from deploy.brokers.errors import BrokerError
from deploy.brokers.maven import fetcher

KAFKA_FILES = Path(__file__).parent.parent / "kafka"
LOCK = KAFKA_FILES / "jars.lock"
_SIDE_BY_SIDE = 8
_KAFKA = "org.apache.kafka:kafka_2.13:"


class Jar(NamedTuple):
    """A jar: its Maven coordinates, ``group:name:version``, and the SHA-256 of its bytes."""

    coordinates: str
    sha256: str

    @property
    def name(self) -> str:
        """Return the name of its file."""
        _, name, version = self.coordinates.split(":")
        return f"{name}-{version}.jar"

    def verify(self, content: bytes) -> None:
        """Raise `BrokerError` if these are not its bytes."""
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise BrokerError(
                f"{self.coordinates}: what was fetched is not the file that {LOCK.name} names "
                "(another SHA-256). Check the mirror in Maven's settings, then try again."
            )


def locked() -> list[Jar]:
    """Return the jars of the lock."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    return [Jar(*line.split()) for line in lines if not line.startswith("#")]


def kafka_version() -> str:
    """Return the version of Apache Kafka in the lock."""
    (kafka,) = (jar for jar in locked() if jar.coordinates.startswith(_KAFKA))
    return kafka.coordinates.removeprefix(_KAFKA)


def kafka_jars() -> Path:
    """Return the folder with Kafka's jars, fetched on first use (44 MB), each of them verified.

    Raises `BrokerError` if one cannot be fetched, or has other bytes than the lock says.
    """
    name = f"kafka-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    return cached(name, f"Fetching Apache Kafka {kafka_version()} (44 MB)", _fetch_into)


def _fetch_into(folder: Path) -> None:
    fetch = fetcher()

    def fetch_one(jar: Jar) -> None:
        content = fetch(jar.coordinates)
        jar.verify(content)
        (folder / jar.name).write_bytes(content)

    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        fetched = [pool.submit(fetch_one, jar) for jar in locked()]
        try:
            for one in fetched:
                one.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
