"""Lock the jars of Apache Kafka: ``python -m deploy.brokers.lock``, after pom.xml has changed.

Maven resolves what the pom names; their coordinates and SHA-256 go to ``jars.lock``.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deploy.brokers.jars import KAFKA_FILES, LOCK, Jar

_HEAD = "# The jars of a local Apache Kafka: made from pom.xml by `make lock-kafka`.\n"
_MAVEN = ("mvn", "-q", "-B", "--strict-checksums", "-f", str(KAFKA_FILES / "pom.xml"))
_COPY = ("dependency:copy-dependencies", "-Dmdep.useRepositoryLayout=true")


def main() -> None:
    """Write the lock."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*_MAVEN, *_COPY, f"-DoutputDirectory={folder}"]
        subprocess.run(command, check=True)  # noqa: S603 - a fixed command, no shell
        jars = sorted(_jars(Path(folder)))
    LOCK.write_text(_HEAD + "".join(f"{jar.coordinates} {jar.sha256}\n" for jar in jars))


def _jars(repository: Path) -> Iterator[Jar]:
    """Yield what a folder holds in the layout of a repository, ``group/…/name/version/file``."""
    for path in repository.rglob("*.jar"):
        *group, name, version, _ = path.relative_to(repository).parts
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        yield Jar(f"{'.'.join(group)}:{name}:{version}", digest)


if __name__ == "__main__":
    main()
