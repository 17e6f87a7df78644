"""Every service is in the registry, and what the registry says of it holds."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

import schemas
import services
from schemas.topics import DEAD_LETTERS, TOPICS
from services.cli import cli
from services.cli.commands.up import METRICS_PORT
from services.registry import SERVICES, WORKERS, Service, Worker
from services.runtime.process.settings import Settings

FOLDER = Path(services.__path__[0])


def named(service: Service) -> str:
    return service.name


def test_every_folder_that_starts_as_a_service_is_registered() -> None:
    apps = {path.parent.name for path in FOLDER.glob("*/app.py")}
    assert apps == {service.module.split(".")[1] for service in SERVICES}


def test_each_has_a_name_of_its_own() -> None:
    assert len({service.name for service in SERVICES}) == len(SERVICES)


def test_each_has_a_port_of_its_own_for_metrics_and_the_setting_says_which() -> None:
    ports = {service.name: service.port for service in SERVICES}
    used = {*ports.values(), METRICS_PORT, Settings.model_fields["http_port"].default}
    assert len(used) == len(SERVICES) + 2
    said = str(Settings.model_fields["health_port"].description)
    assert [
        name for name, port in {**ports, "up": METRICS_PORT}.items() if str(port) not in said
    ] == []


@pytest.mark.parametrize("service", SERVICES, ids=named)
def test_it_starts(service: Service) -> None:
    assert inspect.iscoroutinefunction(service.load())


@pytest.mark.parametrize("service", SERVICES, ids=named)
def test_its_command_says_what_it_does(service: Service) -> None:
    said = CliRunner().invoke(cli, [service.name, "--help"])
    assert said.exit_code == 0
    assert "".join(service.summary.split()) in "".join(said.output.split())


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_topic_has_a_writer(topic: object) -> None:
    assert [service.name for service in SERVICES if topic in service.sinks]


@pytest.mark.parametrize("worker", WORKERS, ids=named)
def test_what_a_worker_reads_and_writes_is_of_the_contract(worker: Worker) -> None:
    assert {worker.source, *worker.sinks} <= set(TOPICS)
    assert worker.source not in worker.sinks
    assert DEAD_LETTERS in worker.sinks


@pytest.mark.parametrize("worker", WORKERS, ids=named)
def test_the_contract_names_its_consumer_group(worker: Worker) -> None:
    document = yaml.safe_load((Path(schemas.__path__[0]) / "asyncapi.yaml").read_text())
    reading = document["operations"][f"read-{worker.source.name}"]
    assert f"{worker.name}, consumer group tagwire-{worker.name}" in reading["summary"]
