from __future__ import annotations

import pytest
from click.testing import CliRunner

from services.cli.up import chosen_kind, refuse_unused, up
from services.runtime.errors import SetupError

NONE = {"broker": None, "kafka_port": None, "data": None, "fresh": False}


@pytest.mark.parametrize(
    ("broker", "given", "kind"),
    [
        (None, False, "kafka"),
        ("kafka", False, "kafka"),
        ("embedded", False, "embedded"),
        (None, True, "given"),
    ],
)
def test_apache_kafka_is_what_runs_by_itself(broker: str | None, kind: str, *, given: bool) -> None:
    assert chosen_kind(broker, servers_given=given) == kind


@pytest.mark.parametrize(
    ("option", "value"),
    [("broker", "kafka"), ("kafka_port", 9099), ("data", "/data"), ("fresh", True)],
)
def test_given_servers_leave_nothing_to_say_of_a_broker(option: str, value: object) -> None:
    name = option.replace("_", "-")
    with pytest.raises(
        SetupError, match=f"--{name}: of no use, as TAGWIRE_KAFKA_BOOTSTRAP_SERVERS"
    ):
        refuse_unused("given", **{**NONE, option: value})


def test_options_of_a_broker_may_be_given_with_any_broker() -> None:
    options = {"broker": "embedded", "kafka_port": 9099, "data": "/data", "fresh": True}
    refuse_unused("embedded", **options)
    refuse_unused("kafka", **options)


def test_options_are_refused_before_anything_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAGWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    result = CliRunner().invoke(up, ["--kafka-port", "9099", "--fresh"])
    assert isinstance(result.exception, SetupError)
    assert str(result.exception).startswith("--fresh, --kafka-port: of no use")
