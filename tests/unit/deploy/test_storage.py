from __future__ import annotations

from pathlib import Path

import pytest

from deploy.brokers import BrokerError, storage


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Give the folders that Kafka's tool was called for, with an empty cache."""
    folders: list[Path] = []
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(storage, "kafka_jars", lambda: tmp_path / "kafka-1")
    return folders


def make(folder: Path, number: int, cluster: str, made: list[Path]) -> Path:
    def tool(to: Path) -> None:
        made.append(to)
        (to / "data").mkdir()
        (to / "data" / "bootstrap.checkpoint").write_bytes(b"features")
        (to / "data" / "meta.properties").write_text("cluster.id=of-the-tool\n")

    data = folder / f"node-{number}" / "data"
    data.parent.mkdir(exist_ok=True)
    storage.make(data, number, cluster, tool)
    return data


def test_each_node_has_its_own_id_and_the_tool_runs_once(tmp_path: Path, made: list[Path]) -> None:
    first, second = (make(tmp_path, number, "c1", made) for number in (1, 2))
    assert len(made) == 1
    assert (first / "bootstrap.checkpoint").read_bytes() == b"features"
    assert "node.id=1\n" in (first / "meta.properties").read_text()
    assert "node.id=2\n" in (second / "meta.properties").read_text()
    assert storage.cluster_id(first) == storage.cluster_id(second) == "c1"


def test_data_that_is_there_is_kept(tmp_path: Path, made: list[Path]) -> None:
    data = make(tmp_path, 1, "c1", made)
    (data / "record").touch()
    make(tmp_path, 1, "c2", made)
    assert (data / "record").exists()
    assert storage.cluster_id(data) == "c1"


def test_one_that_was_killed_meanwhile_is_begun_anew(tmp_path: Path, made: list[Path]) -> None:
    unfinished = tmp_path / "node-1" / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "half").touch()
    assert not (make(tmp_path, 1, "c1", made) / "half").exists()


@pytest.mark.parametrize("meta", [None, "node.id=1\n", "cluster.id=a\ncluster.id=b\n", "\0"])
def test_a_folder_that_does_not_tell_its_cluster_is_refused(
    tmp_path: Path, meta: str | None
) -> None:
    if meta is not None:
        (tmp_path / "meta.properties").write_text(meta)
    with pytest.raises(BrokerError, match=r"meta\.properties is missing or damaged"):
        storage.cluster_id(tmp_path)
