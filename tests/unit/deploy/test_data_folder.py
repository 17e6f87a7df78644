from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.brokers import BrokerError
from deploy.brokers.data_folder import data_folder, default_data_folder
from deploy.brokers.jars import kafka_version


def fill(path: Path, *, kafka: str | None = None) -> None:
    """Make a data folder with a record and a log, by the version of Kafka that is given."""
    with data_folder(path) as folder:
        folder.kafka.mkdir()
        (folder.kafka / "record").touch()
        (folder.logs / "parser.log").touch()
    if kafka:
        (path / "tagwire.json").write_text(json.dumps({"layout": 1, "kafka": kafka}))


def test_it_is_made_and_keeps_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "new" / "data"
    fill(path)
    with data_folder(path) as folder:
        assert (folder.kafka / "record").exists()
        assert (folder.logs / "parser.log").exists()


def test_fresh_deletes_what_it_held(tmp_path: Path) -> None:
    fill(tmp_path)
    with data_folder(tmp_path, fresh=True) as folder:
        assert not folder.kafka.exists()
        assert not list(folder.logs.iterdir())


def test_it_is_given_to_one_at_a_time(tmp_path: Path) -> None:
    with (
        data_folder(tmp_path),
        pytest.raises(BrokerError, match=r"in use by another `tagwire up`"),
        data_folder(tmp_path, fresh=True),
    ):
        pass
    with data_folder(tmp_path):
        pass


@pytest.mark.parametrize("fresh", [True, False])
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, *, fresh: bool) -> None:
    (tmp_path / "kafka").mkdir()
    (tmp_path / "thesis.tex").touch()
    with (
        pytest.raises(BrokerError, match="holds something else"),
        data_folder(tmp_path, fresh=fresh),
    ):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kafka", "thesis.tex"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(BrokerError, match="is not a folder"), data_folder(path):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "data"
    with (
        pytest.raises(BrokerError, match=r"file/data cannot be used: .* --data"),
        data_folder(path),
    ):
        pass


@pytest.mark.parametrize("version", ["4.2.0", "4.1.12"])
def test_data_of_an_earlier_kafka_is_taken(tmp_path: Path, version: str) -> None:
    fill(tmp_path, kafka=version)
    with data_folder(tmp_path) as folder:
        assert (folder.kafka / "record").exists()
    assert kafka_version() in (tmp_path / "tagwire.json").read_text()


@pytest.mark.parametrize(
    "marker", [{"layout": 1, "kafka": "4.10.0"}, {"layout": 2, "kafka": "4.2.1"}]
)
def test_data_of_a_later_version_is_refused(tmp_path: Path, marker: dict[str, object]) -> None:
    fill(tmp_path)
    (tmp_path / "tagwire.json").write_text(json.dumps(marker))
    with (
        pytest.raises(BrokerError, match=rf"a later version, with Apache Kafka {marker['kafka']}"),
        data_folder(tmp_path),
    ):
        pass
    with data_folder(tmp_path, fresh=True) as folder:
        assert not folder.kafka.exists()


@pytest.mark.parametrize("marker", ["", "[]", "{}", '{"layout": 1, "kafka": 4}', "\0"])
def test_a_damaged_folder_is_refused(tmp_path: Path, marker: str) -> None:
    fill(tmp_path)
    (tmp_path / "tagwire.json").write_text(marker)
    with (
        pytest.raises(BrokerError, match=r"tagwire\.json is damaged.*--fresh"),
        data_folder(tmp_path),
    ):
        pass


def test_what_a_killed_run_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "in-use.lock").touch()
    (tmp_path / "tagwire.json.new").write_text("{")
    with data_folder(tmp_path):
        (tmp_path / "deleted").mkdir()
    with data_folder(tmp_path):
        assert not (tmp_path / "deleted").exists()


def test_the_default_is_in_the_users_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_data_folder().name == "tagwire"
