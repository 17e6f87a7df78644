from __future__ import annotations

import pytest

from services.runtime.process.configuration.setting_names import refusal, strangers

FIELDS = ("kafka_bootstrap_servers", "http_port", "topic_prefix")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("TAGWIRE_KAFKA_BOOTSTRAP_SERVER", "TAGWIRE_KAFKA_BOOTSTRAP_SERVERS"),
        ("TAGWIRE_KAFKA_BOOTSTRAP", "TAGWIRE_KAFKA_BOOTSTRAP_SERVERS"),
        ("tagwire_htttp_port", "TAGWIRE_HTTP_PORT"),
        ("TAGWIRE_TOPICPREFIX", "TAGWIRE_TOPIC_PREFIX"),
        ("TAGWIRE_CONFIGS", "TAGWIRE_CONFIG"),
    ],
)
def test_what_is_nearly_a_setting_is_refused(name: str, meant: str) -> None:
    assert refusal([name], FIELDS) == f"{name} is not a setting: did you mean {meant}?"


@pytest.mark.parametrize("name", ["TAGWIRE_HTTP_PORT", "tagwire_http_port", "TAGWIRE_CONFIG", "X"])
def test_settings_and_others_are_neither(name: str) -> None:
    assert refusal([name], FIELDS) is None
    assert strangers([name], FIELDS) == []


def test_what_is_like_no_setting_is_named_with_the_nearest() -> None:
    found = strangers(["TAGWIRE_PREFIX", "TAGWIRE_Q"], FIELDS)
    assert found == [("TAGWIRE_PREFIX", "TAGWIRE_TOPIC_PREFIX"), ("TAGWIRE_Q", None)]


def test_what_kubernetes_sets_for_services_is_passed_over() -> None:
    links = [
        "TAGWIRE_INGEST_SERVICE_HOST",
        "TAGWIRE_INGEST_SERVICE_PORT_HTTP",
        "TAGWIRE_INGEST_PORT",
        "TAGWIRE_INGEST_PORT_8080_TCP_ADDR",
    ]
    assert strangers(links, FIELDS) == []
    assert [name for name, _ in strangers(links[2:], FIELDS)] == sorted(links[2:])


def test_what_only_the_tests_read_is_passed_over() -> None:
    assert strangers(["TAGWIRE_TEST_KAFKA", "TAGWIRE_CHAOS", "TAGWIRE_CHAOS_SEED"], FIELDS) == []
