"""Java, and the jars of Apache Kafka, fetched once with Maven into the user's cache."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from deploy.brokers.errors import BrokerError

KAFKA_FILES = Path(__file__).parent.parent / "kafka"
_POM = KAFKA_FILES / "pom.xml"
_JAVA_AT_LEAST = 17
_VERSION = re.compile(r'version "(\d+)')


def java() -> str:
    """Return the path of a fitting ``java``: the one in ``JAVA_HOME``, else on ``PATH``.

    Raises `BrokerError` if there is none, or only an older one.
    """
    path = _java_path()
    found = _VERSION.search(_run([path, "-version"]).stderr) if path else None
    if path is None or found is None or int(found[1]) < _JAVA_AT_LEAST:
        state = f"{path} is version {found[1]}" if path and found else "none was found"
        raise BrokerError(
            f"Apache Kafka needs Java {_JAVA_AT_LEAST} or later; {state}. "
            "Install it (Debian: apt-get install openjdk-17-jre-headless), or set JAVA_HOME."
        )
    return path


def _java_path() -> str | None:
    home = os.environ.get("JAVA_HOME")
    within = shutil.which("java", path=str(Path(home, "bin"))) if home else None
    return within or shutil.which("java")


def kafka_jars() -> Path:
    """Return the folder with Kafka's jars, fetched on first use (45 files, 43 MB).

    Raises `BrokerError` if Maven is missing or cannot fetch them.
    """
    folder = _cache() / f"kafka-{hashlib.sha256(_POM.read_bytes()).hexdigest()[:12]}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        _fetch_into(folder)
    return folder


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "tagwire"


def _fetch_into(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".kafka-") as work:
        fetched = Path(work, "jars")
        _maven(fetched)
        try:
            fetched.rename(folder)  # at once, so that the folder is there only when complete
        except OSError:
            if not folder.is_dir():  # else another process was quicker
                raise


def _maven(target: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise BrokerError(
            "Apache Kafka's jars are fetched with Maven; mvn was not found. "
            "Install it (Debian: apt-get install maven)."
        )
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={target}"]
    done = _run([maven, "-q", "-B", "--strict-checksums", "-f", str(_POM), *goal])
    if done.returncode != 0:
        raise BrokerError(
            "Maven could not fetch Apache Kafka's jars; check the network and Maven's "
            f"settings, then try again. It says:\n{(done.stdout + done.stderr).strip()[-1500:]}"
        )


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - fixed commands, no shell
        command,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
    )
