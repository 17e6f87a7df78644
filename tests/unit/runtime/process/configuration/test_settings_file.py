"""The settings file: where it is found, and what it sets."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from services.runtime.process.errors import SetupError
from services.runtime.process.settings import environment, load_settings, origins


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in list(os.environ):
        if name.startswith("TAGWIRE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, text: str) -> Path:
    file = folder / "tagwire.toml"
    file.write_text(text, encoding="utf-8")
    return file


def complaint(folder: Path, text: str) -> str:
    write(folder, text)
    with pytest.raises(SetupError) as caught:
        load_settings()
    message = str(caught.value)
    assert "\n" not in message
    assert "tagwire.toml" in message
    return message


def test_an_option_wins_over_the_environment_that_over_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, 'kafka_bootstrap_servers = "a:1"\ntopic_prefix = "a-"\nhttp_port = 81\n')
    monkeypatch.setenv("TAGWIRE_KAFKA_BOOTSTRAP_SERVERS", "b:1")
    monkeypatch.setenv("TAGWIRE_TOPIC_PREFIX", "b-")
    settings = load_settings(kafka_bootstrap_servers="c:1")
    assert settings.kafka_bootstrap_servers == "c:1"
    assert (settings.topic_prefix, settings.http_port) == ("b-", 81)
    found = origins(kafka_bootstrap_servers="c:1")
    assert {name: tuple(origin) for name, origin in found.items()} == {
        "kafka_bootstrap_servers": ("option", "--brokers"),
        "topic_prefix": ("environment", "TAGWIRE_TOPIC_PREFIX"),
        "http_port": ("file", "tagwire.toml"),
    }


def test_an_empty_variable_leaves_it_to_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "http_port = 81")
    monkeypatch.setenv("TAGWIRE_HTTP_PORT", "")
    assert load_settings().http_port == 81


def test_an_empty_value_sets_nothing(folder: Path) -> None:
    write(folder, 'topic_partitions = ""\nkafka_ssl_cafile = ""\n')
    assert load_settings().topic_partitions == 12


def test_a_list_of_brokers_is_understood(folder: Path) -> None:
    write(folder, 'kafka_bootstrap_servers = ["a:1", "b:2"]')
    assert load_settings().kafka_bootstrap_servers == "a:1,b:2"


def test_a_path_starts_at_the_files_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "ca.pem").touch()
    file = write(folder, 'kafka_ssl_cafile = "ca.pem"\nkafka_security_protocol = "SSL"\n')
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    assert load_settings().kafka_ssl_cafile is None
    monkeypatch.setenv("TAGWIRE_CONFIG", str(file))
    assert load_settings().kafka_ssl_cafile == folder / "ca.pem"


def test_a_child_in_another_folder_finds_the_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(folder, "http_port = 81")
    monkeypatch.setenv("TAGWIRE_KAFKA_SSL_CAFILE", "ca.pem")
    child = environment()
    assert child["TAGWIRE_CONFIG"] == str(file)
    assert child["TAGWIRE_KAFKA_SSL_CAFILE"] == str(folder / "ca.pem")


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ('kafka_bootstrap_server = "a:1"', "did you mean kafka_bootstrap_servers?"),
        ('TAGWIRE_HTTP_PORT = "81"', "did you mean http_port?"),
        ('[kafka]\nbootstrap-servers = "a:1"', "did you mean kafka_bootstrap_servers?"),
        ("xyz = 1", "xyz in "),
        ("http_port = 99999", "it must be a whole number from 0 to 65535"),
        ("http_port = true", "it must be a whole number"),
        ("http_port = [81]", "must be a text or a number"),
        ("log_level = 1979-05-27", "must be a text or a number"),
        ("kafka_bootstrap_servers = a:1", "is no TOML"),
        ('kafka_bootstrap_servers = "kafka"', "is not host:port"),
    ],
)
def test_what_is_wrong_is_a_sentence(folder: Path, text: str, advice: str) -> None:
    assert advice in complaint(folder, text)


def test_a_secret_in_it_is_not_shown(folder: Path) -> None:
    message = complaint(folder, 'kafka_sasl_password = ["s3cret", 1]')
    assert "s3cret" not in message


def test_a_named_file_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAGWIRE_CONFIG", "/nowhere.toml")
    with pytest.raises(SetupError, match=r"/nowhere\.toml cannot be read: No such file"):
        load_settings()


def test_bytes_that_are_no_text_are_no_toml(folder: Path) -> None:
    (folder / "tagwire.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SetupError, match="is no TOML"):
        load_settings()
