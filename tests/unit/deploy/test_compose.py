"""The compose file against what the services read and the rules of their containers."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.topics import TOPICS
from services import registry
from services.runtime.process.settings import Settings

ROOT = Path(__file__).parents[3]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ["topics", *(service.name for service in registry.SERVICES)]
OF_WORKERS = ["dead_letter_limit", "stall_seconds", "batch_records", "source", "delivery", "model"]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()


def with_defaults(value: str) -> str:
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)


@pytest.mark.parametrize("name", OURS)
def test_its_variables_are_settings(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in SERVICES[name]["environment"].items():
        assert variable.removeprefix("TAGWIRE_").lower() in Settings.model_fields
        monkeypatch.setenv(variable, with_defaults(value))
    assert Settings().kafka_bootstrap_servers == "kafka:19092"


@pytest.mark.parametrize("name", SERVICES)
def test_it_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["user"] not in ("root", "0", "0:0")
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    assert service["restart"] == ("no" if name == "topics" else "unless-stopped")


@pytest.mark.parametrize("name", OURS)
def test_its_files_are_read_only_but_for_tmp(name: str) -> None:
    assert SERVICES[name]["read_only"] is True
    assert SERVICES[name]["tmpfs"] == ["/tmp:size=64m"]  # noqa: S108 - the container's
    assert SERVICES[name]["command"][0] == name


def test_every_service_is_there() -> None:
    assert set(SERVICES) == {"kafka", *OURS}


@pytest.mark.parametrize("name", [worker.name for worker in registry.WORKERS])
def test_it_scales(name: str) -> None:
    assert not {"container_name", "ports"} & set(SERVICES[name])


@pytest.mark.parametrize("name", SERVICES)
def test_its_ports_are_open_to_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


def test_kafka_is_the_version_that_the_tests_run() -> None:
    pom = (ROOT / "deploy" / "kafka" / "pom.xml").read_text()
    version = SERVICES["kafka"]["image"].removeprefix("apache/kafka:")
    assert f"<artifactId>kafka_2.13</artifactId>\n      <version>{version}</version>" in pom


def test_kafka_advertises_what_the_services_and_the_host_use() -> None:
    advertised = with_defaults(SERVICES["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"])
    assert advertised == "INTERNAL://kafka:19092,HOST://localhost:9092"


def test_kafka_remembers_groups_as_long_as_topics_keep_records() -> None:
    minutes = int(SERVICES["kafka"]["environment"]["KAFKA_OFFSETS_RETENTION_MINUTES"])
    assert timedelta(minutes=minutes) >= max(topic.retention for topic in TOPICS)


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is optional")
def test_docker_compose_accepts_the_file() -> None:
    done = subprocess.run(
        ["docker-compose", "--file", "docker-compose.yml", "config", "--quiet"],  # noqa: S607
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_image_runs_as_the_user_of_compose() -> None:
    users = {SERVICES[name]["user"] for name in OURS}
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE) == list(users)


def test_the_image_gets_all_that_it_copies() -> None:
    kept = re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    assert sorted(word.rstrip("/") for line in copied for word in line.split()) == sorted(kept)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        *((worker.name, OF_WORKERS) for worker in registry.WORKERS),
        ("ingest", [field for field in Settings.model_fields if field.startswith("http_max")]),
    ],
)
def test_what_operators_turn_is_passed_on(name: str, settings: list[str]) -> None:
    given = SERVICES[name]["environment"]
    for variable in (f"TAGWIRE_{setting.upper()}" for setting in settings):
        assert given[variable].startswith(f"${{{variable}:-")
