from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.brokers import BrokerError, jars
from deploy.brokers.jars import KAFKA_FILES, LOCK, kafka_jars, kafka_version, locked

FILES = {
    "org.apache.kafka:kafka_2.13:4.2.1": b"kafka",
    "org.slf4j:slf4j-api:1.7.36": b"slf4j",
}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty cache, and a lock of two jars."""
    lock = tmp_path / "jars.lock"
    lines = [f"{name} {hashlib.sha256(data).hexdigest()}" for name, data in FILES.items()]
    lock.write_text("# made up\n" + "\n".join(lines) + "\n")
    monkeypatch.setattr(jars, "LOCK", lock)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "tagwire"


def repository(monkeypatch: pytest.MonkeyPatch, fetch: Callable[[str], bytes]) -> None:
    monkeypatch.setattr(jars, "fetcher", lambda: fetch)


def test_all_jars_are_fetched_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []

    def fetch(coordinates: str) -> bytes:
        fetched.append(coordinates)
        return FILES[coordinates]

    repository(monkeypatch, fetch)
    folder = kafka_jars()
    assert kafka_jars() == folder
    assert folder.parent == cache
    assert sorted(fetched) == sorted(FILES)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "kafka_2.13-4.2.1.jar": b"kafka",
        "slf4j-api-1.7.36.jar": b"slf4j",
    }


def test_a_jar_with_other_bytes_is_refused_and_nothing_stays(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(monkeypatch, lambda _: b"kafka")
    with pytest.raises(BrokerError, match=r"slf4j-api:1\.7\.36: .*another SHA-256"):
        kafka_jars()
    assert not list(cache.glob("**/*.jar"))
    repository(monkeypatch, FILES.__getitem__)
    assert len(list(kafka_jars().iterdir())) == 2


def test_a_cache_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(BrokerError, match=r"file/tagwire cannot be written: .* XDG_CACHE_HOME"):
        kafka_jars()


def test_the_lock_holds_what_the_pom_names() -> None:
    pom = (KAFKA_FILES / "pom.xml").read_text(encoding="utf-8")
    dependencies = re.findall(
        r"<dependency>\s*<groupId>(.+?)</groupId>\s*<artifactId>(.+?)</artifactId>\s*"
        r"<version>(.+?)</version>",
        pom,
    )
    assert len(dependencies) == 2
    assert {":".join(found) for found in dependencies} <= {jar.coordinates for jar in locked()}


def test_the_lock_is_exact_and_names_no_host() -> None:
    assert all(re.fullmatch(r"[0-9a-f]{64}", jar.sha256) for jar in locked())
    assert len({jar.name for jar in locked()}) == len(locked()) > 40
    assert kafka_version() == "4.2.1"
    assert "://" not in LOCK.read_text(encoding="utf-8")
