"""Settings: what is wrong is said in one line."""

from __future__ import annotations

import os

import pytest

from services.runtime.errors import SetupError
from services.runtime.settings import Settings, environment, load_settings, variable


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("TAGWIRE_"):
            monkeypatch.delenv(name)


def complaint(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(f"TAGWIRE_{name}", value)
    with pytest.raises(SetupError) as caught:
        load_settings()
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_defaults_need_nothing() -> None:
    assert load_settings().kafka_bootstrap_servers == "localhost:9092"


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    message = complaint(monkeypatch, HTTP_PORT="eighty")
    assert message.startswith("TAGWIRE_HTTP_PORT=eighty: ")


@pytest.mark.parametrize("servers", ["foo:bar", "kafka", "127.0.0.1:99999", ":9092"])
def test_brokers_need_host_and_port(monkeypatch: pytest.MonkeyPatch, servers: str) -> None:
    message = complaint(monkeypatch, KAFKA_BOOTSTRAP_SERVERS=servers)
    assert message.endswith("is not host:port, such as kafka:9092")


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAGWIRE_KAFKA_SASL_USERNAME", "")
    assert load_settings().kafka_sasl_username is None


def test_a_misspelt_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    message = complaint(monkeypatch, KAFKA_BOOTSTRAP_SERVER="kafka:9092")
    assert message.endswith("did you mean TAGWIRE_KAFKA_BOOTSTRAP_SERVERS?")


def test_variables_of_others_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAGWIRE_INGEST_SERVICE_HOST", "10.0.0.1")  # as Kubernetes adds
    load_settings()


def test_sasl_needs_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    message = complaint(monkeypatch, KAFKA_SECURITY_PROTOCOL="SASL_SSL")
    assert "TAGWIRE_KAFKA_SASL_USERNAME" in message


def test_credentials_need_sasl(monkeypatch: pytest.MonkeyPatch) -> None:
    message = complaint(monkeypatch, KAFKA_SASL_USERNAME="ida", KAFKA_SASL_PASSWORD="secret")  # noqa: S106
    assert "set TAGWIRE_KAFKA_SECURITY_PROTOCOL" in message
    assert "secret" not in message


def test_a_certificate_needs_its_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    certificate = tmp_path_factory.mktemp("tls") / "client.pem"
    certificate.touch()
    message = complaint(
        monkeypatch, KAFKA_SECURITY_PROTOCOL="SSL", KAFKA_SSL_CERTFILE=str(certificate)
    )
    assert "together" in message


def test_a_missing_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    message = complaint(monkeypatch, KAFKA_SECURITY_PROTOCOL="SSL", KAFKA_SSL_CAFILE="/nowhere.pem")
    assert message.startswith("TAGWIRE_KAFKA_SSL_CAFILE=/nowhere.pem: ")


def test_a_child_gets_the_settings() -> None:
    assert environment(http_port=81)[variable("http_port")] == "81"


def test_the_group_follows_the_prefix() -> None:
    assert Settings(topic_prefix="test-").group("parser") == "test-tagwire-parser"
