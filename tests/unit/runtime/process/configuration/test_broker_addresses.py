from __future__ import annotations

import pytest

from services.runtime.process.configuration.broker_addresses import (
    broker_addresses,
    named_protocols,
    without_credentials,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("kafka:9092", "kafka:9092"),
        (" a:1 , b:2 ,", "a:1,b:2"),
        ("a:1 b:2\n", "a:1,b:2"),
        ("kafka://kafka:9092", "kafka:9092"),
        ("tcp://kafka:9092/", "kafka:9092"),
        ("PLAINTEXT://a:1,SASL_SSL://b_1.example-2:2", "a:1,b_1.example-2:2"),
        ("[::1]:9092", "[::1]:9092"),
        ("a:09092", "a:9092"),
    ],
)
def test_addresses_are_understood(written: str, meant: str) -> None:
    assert broker_addresses(written) == meant


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("kafka", "'kafka' is not host:port, such as kafka:9092"),
        ("kafka:0", "host:port"),
        ("kafka:65536", "host:port"),
        ("kafka:٩٠٩٢", "host:port"),
        ("kafka:" + "9" * 5000, "host:port"),
        (":9092", "host:port"),
        ("a:1;b:2", "host:port"),
        ("kafka:9092/topic", "host:port"),
        ("[kafka]:9092", "host:port"),
        ("::1", "write [::1]:9092"),
        ("::1:9093", "write [::1]:9093"),
        ('"kafka:9092"', "leave out the quotes"),
        ("http://kafka:9092", "http:// is no way to reach a broker"),
        ("kafka://ida:secret@kafka:9092", "TAGWIRE_KAFKA_SASL_USERNAME"),
        (" , ", "names no broker"),
    ],
)
def test_what_is_no_address_is_refused_with_advice(written: str, advice: str) -> None:
    with pytest.raises(ValueError, match="host:port") as caught:
        broker_addresses(written)
    assert advice in str(caught.value)
    assert "secret" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_addresses_name_the_security_protocol() -> None:
    assert named_protocols("kafka://a:1,ssl://b:2 c:3") == {"SSL"}


def test_credentials_are_not_shown() -> None:
    assert (
        without_credentials("kafka://ida:secret@a:1,u:p@b:2,c:3") == "kafka://***@a:1,***@b:2,c:3"
    )
