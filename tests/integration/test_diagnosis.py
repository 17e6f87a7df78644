"""A connection that cannot be had: what a command says of it, on a broker with many listeners."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from deploy.brokers import apache_kafka
from deploy.brokers.ports import HOST, free_ports
from services.runtime.kafka.clients import connection
from services.runtime.kafka.diagnosis.diagnose import diagnose
from services.runtime.kafka.topic_admin import check_topics
from services.runtime.process.errors import EXIT_SETUP, SetupError
from services.runtime.process.settings import Settings
from tests.integration.harness import tagwire_command, variables
from tests.integration.secure_brokers import add_users, keystore, scram, tls

_LISTENERS = {
    "PLAINTEXT": "PLAINTEXT",
    "CONTROLLER": "PLAINTEXT",
    "LOST": "PLAINTEXT",  # advertises a name that nobody knows
    "CLOSED": "PLAINTEXT",  # advertises a port that is closed
    "TLS": "SSL",
    "EXPIRED": "SSL",
    "ELSEWHERE": "SSL",  # its certificate is for another name
    "MUTUAL": "SSL",
    "SASL": "SASL_PLAINTEXT",
    "SASLTLS": "SASL_SSL",
}
USER, PASSWORD = "tagwire", "correct"
_PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"


@dataclass(frozen=True, slots=True)
class Ground:
    """The ports of the listeners, the files of authorities, and of clients with their keys."""

    ports: dict[str, int]
    authority: Path
    another_authority: Path
    clients: dict[str, Path]

    def client(self, name: str) -> dict[str, Any]:
        """Return the settings of a client that shows this certificate."""
        return {"kafka_ssl_certfile": self.clients[name], "kafka_ssl_keyfile": self.clients[name]}

    def settings(
        self,
        listener: str,
        protocol: str | None = None,
        more: dict[str, Any] | None = None,
    ) -> Settings:
        protocol = protocol or _LISTENERS[listener]
        given: dict[str, Any] = {}
        if protocol.endswith("SSL"):
            given["kafka_ssl_cafile"] = self.authority
        if protocol.startswith("SASL"):
            given |= {"kafka_sasl_username": USER, "kafka_sasl_password": PASSWORD}
        return Settings(
            kafka_bootstrap_servers=f"{HOST}:{self.ports[listener]}",
            kafka_security_protocol=protocol,
            kafka_startup_seconds=20,
            **(given | (more or {})),
        )


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("certificates")
    authority, another = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    another.cert_pem.write_to_path(folder / "another.pem")
    ports = dict(zip(_LISTENERS, free_ports(len(_LISTENERS)), strict=True))
    with apache_kafka(ports["PLAINTEXT"], config=_config(ports, authority, folder)):
        add_users(f"{HOST}:{ports['PLAINTEXT']}", {USER: PASSWORD})
        past = datetime.now(UTC) - timedelta(days=1)
        certificates = {
            "known": authority.issue_cert("client.example"),
            "foreign": another.issue_cert("client.example"),
            "expired": authority.issue_cert("client.example", not_after=past),
        }
        shown = {name: keystore(one, folder / name) for name, one in certificates.items()}
        yield Ground(ports, folder / "authority.pem", folder / "another.pem", shown)


def _config(ports: dict[str, int], authority: trustme.CA, folder: Path) -> dict[str, str]:
    past = datetime.now(UTC) - timedelta(days=1)
    good = keystore(authority.issue_cert(HOST), folder / "good.pem")
    expired = keystore(authority.issue_cert(HOST, not_after=past), folder / "expired.pem")
    other = keystore(authority.issue_cert("kafka.example"), folder / "other.pem")
    shown = {name: f"{name}://{HOST}:{port}" for name, port in ports.items()}
    advertised = shown | {"LOST": "LOST://kafka.invalid:9092", "CLOSED": f"CLOSED://{HOST}:1"}
    del advertised["CONTROLLER"]
    mechanisms = {"sasl": "PLAIN,SCRAM-SHA-512", "sasltls": "SCRAM-SHA-512"}
    return {
        "controller.quorum.voters": f"1@{HOST}:{ports['CONTROLLER']}",
        "listeners": ",".join(shown.values()),
        "advertised.listeners": ",".join(advertised.values()),
        "listener.security.protocol.map": ",".join(f"{k}:{v}" for k, v in _LISTENERS.items()),
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.name.sasl.plain.sasl.jaas.config": f'{_PLAIN} user_{USER}="{PASSWORD}";',
        **scram("sasl"),
        **scram("sasltls"),
        **{
            f"listener.name.{name}.sasl.enabled.mechanisms": offered
            for name, offered in mechanisms.items()
        },
        **tls("tls", good),
        **tls("expired", expired),
        **tls("elsewhere", other),
        **tls("mutual", good),
        **tls("sasltls", good),
        "listener.name.mutual.ssl.client.auth": "required",
        "listener.name.mutual.ssl.truststore.type": "PEM",
        "listener.name.mutual.ssl.truststore.location": str(folder / "authority.pem"),
    }


async def refusal(settings: Settings, at_once: asyncio.Semaphore) -> str:
    """Return what a command says of what will not get better by waiting."""
    async with at_once:
        with pytest.raises(SetupError) as error:
            await check_topics(settings)
    return str(error.value)


SCRAM = {"kafka_sasl_mechanism": "SCRAM-SHA-512"}
WRONG = {"kafka_sasl_password": "wrong"}
STRANGER = {"kafka_sasl_username": "stranger"}
REFUSED = f"refuses the user '{USER}' with"

NEVER = [
    (
        "TLS",
        "PLAINTEXT",
        {},
        "speaks SSL, not PLAINTEXT: is it the right port? If so, set TAGWIRE_KAF",
    ),
    ("PLAINTEXT", "SSL", {}, "speaks PLAINTEXT, not SSL: "),
    ("PLAINTEXT", "SASL_PLAINTEXT", {}, "speaks PLAINTEXT, not SASL_PLAINTEXT: "),
    ("SASL", "PLAINTEXT", {}, "speaks SASL_PLAINTEXT (mechanisms "),
    ("SASL", "SASL_SSL", {}, "speaks SASL_PLAINTEXT (mechanisms "),
    ("SASLTLS", "SASL_PLAINTEXT", {}, "speaks SASL_SSL (mechanisms SCRAM-SHA-512), not SASL_PLAI"),
    ("SASLTLS", "SSL", {}, "speaks SASL_SSL (mechanisms SCRAM-SHA-512), not SSL: "),
    ("SASL", None, WRONG, f"{REFUSED} PLAIN (Authentication failed: Invalid username or pass"),
    ("SASL", None, WRONG | SCRAM, f"{REFUSED} SCRAM-SHA-512"),
    ("SASLTLS", None, {}, "does not offer PLAIN, but SCRAM-SHA-512: set TAGWIRE_KAFKA_SASL_MECH"),
    ("SASLTLS", None, WRONG | SCRAM, f"{REFUSED} SCRAM-SHA-512"),
    ("EXPIRED", None, {}, "has expired"),
    ("ELSEWHERE", None, {}, "is for another name"),
    ("MUTUAL", None, {}, "wants another client certificate than it is given, or none ("),
    ("MUTUAL", "PLAINTEXT", {}, "speaks SSL, not PLAINTEXT: "),
    ("MUTUAL", "SASL_SSL", {}, "client certificate"),
    ("PLAINTEXT", "SASL_SSL", {}, "speaks PLAINTEXT, not SASL_SSL: "),
    ("TLS", "SASL_SSL", {}, "speaks SSL, not SASL_SSL: "),
    ("TLS", "SASL_PLAINTEXT", {}, "speaks SSL, not SASL_PLAINTEXT: "),
    ("SASL", "SSL", {}, "speaks SASL_PLAINTEXT (mechanisms "),
    ("SASLTLS", "PLAINTEXT", {}, "speaks SASL_SSL (mechanisms SCRAM-SHA-512), not PLAINTEXT: "),
    ("SASLTLS", None, SCRAM | STRANGER, "refuses the user 'stranger' with SCRAM-SHA-512"),
    (
        "SASLTLS",
        None,
        {"kafka_sasl_mechanism": "SCRAM-SHA-256"},
        "does not offer SCRAM-SHA-256, but SCRAM-SHA-512: set TAGWIRE_KAFKA_SASL_MECHANISM",
    ),
    (
        "LOST",
        None,
        {},
        "its advertised.listeners, and the host name of kafka.invalid:9092 does not resolve",
    ),
    ("CLOSED", None, {}, f"advertised.listeners, and {HOST}:1 refuses connections"),
]


async def test_what_waiting_does_not_mend_is_said_at_once(
    ground: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    cases = [
        (ground.settings(listener, protocol, more), said)
        for listener, protocol, more, said in NEVER
    ]
    foreign = {"kafka_ssl_cafile": ground.another_authority}
    for listener, more in (("TLS", {}), ("MUTUAL", ground.client("known")), ("SASLTLS", SCRAM)):
        unknown = ground.settings(listener, more=foreign | more)
        cases.append((unknown, "is signed by no known authority: name its PEM file in TAGWIRE_KAF"))
    for name in ("foreign", "expired"):
        stranger = ground.settings("MUTUAL", more=ground.client(name))
        cases.append((stranger, "wants another client certificate than it is given, or none ("))
    at_once = asyncio.Semaphore(4)
    found = await asyncio.gather(*(refusal(settings, at_once) for settings, _ in cases))
    for (settings, said), text in zip(cases, found, strict=True):
        assert said in text
        assert settings.kafka_bootstrap_servers in text
        assert "\n" not in text
    assert not [line for line in caplog.records if line.name.startswith("aiokafka")]


async def test_where_all_is_right_nothing_is_said(ground: Ground) -> None:
    for settings in (
        ground.settings("TLS"),
        ground.settings("SASL"),
        ground.settings("SASL", more=SCRAM),
        ground.settings("SASLTLS", more=SCRAM),
        ground.settings("MUTUAL", more=ground.client("known")),
    ):
        assert await diagnose(connection(settings), 10) is None
        assert await check_topics(settings)  # which are missing


async def test_services_and_commands_end_with_one_line(ground: Ground) -> None:
    environment = variables(ground.settings("SASL")) | {"TAGWIRE_KAFKA_SASL_PASSWORD": "wrong"}

    def run(command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            tagwire_command(command), env=environment, capture_output=True, timeout=60, check=False
        )

    results = await asyncio.gather(
        *(asyncio.to_thread(run, command) for command in ("ingest", "parser", "audit"))
    )
    for result in results:
        assert result.returncode == EXIT_SETUP
        told = [line for line in result.stderr.splitlines() if not line.startswith(b"{")]  # logs
        assert len(told) == 1, result.stderr
        assert f"refuses the user '{USER}'".encode() in told[0]
