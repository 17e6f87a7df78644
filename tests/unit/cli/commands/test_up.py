from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from services.cli import cli
from services.cli.commands.up import chosen_kind, greeting, refuse_unused
from services.cli.local.processes import ServiceProcesses
from services.cli.local.stack import Stack
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings

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
    with pytest.raises(SetupError, match=f"--{name}: of no use, .*TAGWIRE_KAFKA_BOOTSTRAP_SERVERS"):
        refuse_unused("given", **{**NONE, option: value})


def test_options_of_a_broker_may_be_given_with_any_broker() -> None:
    options = {"broker": "embedded", "kafka_port": 9099, "data": "/data", "fresh": True}
    refuse_unused("embedded", **options)
    refuse_unused("kafka", **options)


def test_options_are_refused_before_anything_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAGWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    result = CliRunner().invoke(cli, ["up", "--kafka-port", "9099", "--fresh"])
    assert isinstance(result.exception, SetupError)
    assert str(result.exception).startswith("--fresh, --kafka-port: of no use")


@pytest.mark.parametrize(
    ("servers", "set_servers", "option"),
    [
        ("127.0.0.1:9092", None, ""),
        ("127.0.0.1:9099", None, " --brokers 127.0.0.1:9099"),
        ("kafka:9092", "kafka:9092", ""),
    ],
)
def test_the_commands_to_try_reach_the_brokers(
    servers: str, set_servers: str | None, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAGWIRE_KAFKA_BOOTSTRAP_SERVERS", raising=False)
    if set_servers:
        monkeypatch.setenv("TAGWIRE_KAFKA_BOOTSTRAP_SERVERS", set_servers)
    settings = Settings(kafka_bootstrap_servers=servers, http_port=8099)
    stack = Stack(settings, ServiceProcesses({}, Path("/logs")), Path("/logs"), None)
    said = greeting("kafka", stack, Path("/data"), "http://127.0.0.1:8084")
    for line in (
        "curl --data-binary @page.html http://127.0.0.1:8099/v1/dumps\n",
        f"tagwire tail{option} --from-beginning\n",
        f"tagwire audit{option}\n",
        "/data (stays; --fresh deletes it)\n",
        "metrics   http://127.0.0.1:8084/metrics\n",
        "logs      /logs\n",
    ):
        assert line in said
