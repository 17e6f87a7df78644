"""Settings: what is wrong is said in one line."""

from __future__ import annotations

import os

import pytest

from services.runtime.process.errors import SetupError
from services.runtime.process.settings import (
    Settings,
    environment,
    load_settings,
    unknown_variables,
    variable,
)


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


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("HTTP_PORT", "99999", "it must be a whole number from 0 to 65535, such as 8080"),
        ("HEALTH_PORT", "-1", "it must be a whole number from 0 to 65535, such as 8081"),
        ("DEAD_LETTER_LIMIT", "50%", "it must be a whole number from 1 to 100, such as 50"),
        ("STALL_SECONDS", "5m", "it must be a number of at least 10, such as 300"),
        ("STALL_SECONDS", "inf", "it must be a number of at least 10, such as 300"),
        ("KAFKA_STARTUP_SECONDS", "0", "it must be a number above 0, such as 30"),
        ("LOG_LEVEL", "LOUD", "it must be DEBUG, INFO, WARNING or ERROR"),
        ("DELIVERY", "never", "it must be auto, exactly-once or at-least-once"),
        ("TOPIC_PREFIX", "café ", "letters (a to z), digits, '.', '_' and '-'"),
        ("TOPIC_PREFIX", "a" * 230, "it has 230 characters, and may have 229"),
        ("KAFKA_SSL_CAFILE", ".", "it must be a file that exists, such as /etc/kafka/ca.pem"),
        ("HTTP_PORT", "8\n0" * 500, "…: it must be"),
    ],
)
def test_a_wrong_value_is_a_sentence_that_says_what_is_right(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, advice: str
) -> None:
    message = complaint(monkeypatch, **{name: value})
    assert message.startswith(f"TAGWIRE_{name}=")
    assert advice in message
    assert len(message) < 500


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("LOG_LEVEL", "debug", "DEBUG"),
        ("KAFKA_SASL_MECHANISM", "scram_sha_256", "SCRAM-SHA-256"),
        ("DELIVERY", "exactly_once", "exactly-once"),
        ("TOPIC_PREFIX", "team_a.staging-", "team_a.staging-"),
        ("TOPIC_PREFIX", "a" * 229, "a" * 229),
        ("KAFKA_BOOTSTRAP_SERVERS", "PLAINTEXT://kafka:9092", "kafka:9092"),
    ],
)
def test_what_is_meant_is_understood(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, meant: str
) -> None:
    monkeypatch.setenv(f"TAGWIRE_{name}", value)
    assert getattr(load_settings(), name.lower()) == meant


def test_the_addresses_protocol_must_be_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    message = complaint(monkeypatch, KAFKA_BOOTSTRAP_SERVERS="SASL_SSL://kafka:9093")
    assert "TAGWIRE_KAFKA_SECURITY_PROTOCOL is PLAINTEXT: set it to SASL_SSL" in message
    monkeypatch.setenv("TAGWIRE_KAFKA_SECURITY_PROTOCOL", "sasl_ssl")
    monkeypatch.setenv("TAGWIRE_KAFKA_SASL_USERNAME", "ida")
    monkeypatch.setenv("TAGWIRE_KAFKA_SASL_PASSWORD", "secret")
    assert load_settings().kafka_bootstrap_servers == "kafka:9093"


def test_what_is_left_out_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(variable(name), "")  # as compose does: TAGWIRE_X: ${TAGWIRE_X:-}
    assert load_settings().model_fields_set == set()


def test_variables_like_no_setting_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAGWIRE_QUEUE", "x")
    load_settings()
    assert [name for name, _ in unknown_variables()] == ["TAGWIRE_QUEUE"]


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
