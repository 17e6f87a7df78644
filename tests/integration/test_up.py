"""`tagwire up`: what a person starts, posts to, kills and starts again."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from deploy.brokers.ports import free_ports, is_free
from schemas.topics import TAGGED
from services.registry import SERVICES
from services.runtime.process.settings import Settings, environment
from tests.integration.harness import DEADLINE_SECONDS, tagwire_command, wait_for

BATCH = 60


class Up(NamedTuple):
    """A running `tagwire up`, and what it said at start."""

    process: subprocess.Popen[bytes]
    said: str
    http: str
    settings: Settings


class Place(NamedTuple):
    """Where an `up` listens and keeps its data, and its environment."""

    http: int
    kafka: int
    data: Path
    variables: Mapping[str, str]

    def command(self, broker: str) -> list[str]:
        data = ["--data", str(self.data)] if broker == "kafka" else []
        return tagwire_command("up", "--broker", broker, "--kafka-port", str(self.kafka), *data)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Give free ports, an empty data folder, and a PATH with neither Java nor Maven."""
    http, kafka = free_ports(2)
    variables = environment(http_port=http, health_port=0) | {"PATH": str(tmp_path / "no-programs")}
    for name in ("JAVA_HOME", "TAGWIRE_KAFKA_BOOTSTRAP_SERVERS"):
        variables.pop(name, None)
    return Place(http, kafka, tmp_path / "données, ça va", variables)


@contextmanager
def up(place: Place, broker: str) -> Iterator[Up]:
    """Run `tagwire up` once it is ready, and kill it at the end if it still runs."""
    command = place.command(broker)
    with subprocess.Popen(command, env=place.variables, stdout=subprocess.PIPE) as process:
        try:
            said = greeting(process)
            settings = Settings(kafka_bootstrap_servers=f"127.0.0.1:{place.kafka}")
            yield Up(process, said, f"http://127.0.0.1:{place.http}", settings)
        finally:
            process.kill()


def greeting(process: subprocess.Popen[bytes]) -> str:
    """Return what `up` says when it is ready."""
    said = ""
    while "Ctrl-C stops everything" not in said:
        assert process.stdout
        line = process.stdout.readline()
        assert line, f"up ended with code {process.wait()}"
        said += line.decode()
    return said


def post_batch(running: Up) -> None:
    """Post dumps, the same ids each time, as one who tries twice does."""
    lines = (
        json.dumps({"id": f"d{number}", "text": f"Flood number {number} in Osk valley\n{STORY}"})
        for number in range(BATCH)
    )
    url, body = f"{running.http}/v1/dumps:batch", "\n".join(lines).encode()
    with urllib.request.urlopen(url, body, timeout=30) as answer:  # noqa: S310 - our own server
        assert answer.status == 202


STORY = "Hundreds of people were evacuated after the river burst its banks.\n"


def children(pid: int) -> dict[int, str]:
    """Return the command lines of the processes that descend from a process, by process id."""
    command = ["/bin/ps", "-eo", "pid=,ppid=,args="]
    found = subprocess.run(command, capture_output=True, check=True)
    lines = found.stdout.decode().splitlines()
    # One that has ended and is not yet waited for (the standard library asks `file`) is gone.
    rows = [line.split(None, 2) for line in lines if not line.endswith("<defunct>")]
    family, size = {str(pid)}, 0
    while size != len(family):
        size = len(family)
        family |= {row[0] for row in rows if row[1] in family}
    return {int(row[0]): row[2] for row in rows if row[0] in family - {str(pid)}}


@pytest.mark.timeout(300)  # two starts of Apache Kafka, and on a new machine the fetch of a JDK
def test_on_kafka_it_keeps_everything_over_kills_and_needs_no_java_on_the_path(
    place: Place,
) -> None:
    with up(place, "kafka") as running:
        for shown in (running.http, str(place.kafka), str(place.data), "exactly-once"):
            assert shown in running.said
        post_batch(running)
        assert "is in use by another `tagwire up`" in refusal(place.command("kafka"), place)
        running.process.kill()
    gone(place)
    with up(place, "kafka") as running:
        post_batch(running)
        (parser,) = (pid for pid, args in children(running.process.pid).items() if "parser" in args)
        os.kill(parser, signal.SIGKILL)
        post_batch(running)
        told(running, ['tagwire_service_restarts_total{service="parser"} 1.0'])
        tagged = wait_for(running.settings, [TAGGED], lambda found: len(found) == 3 * BATCH)
        asyncio.run(tagged)
        servers = {"TAGWIRE_KAFKA_BOOTSTRAP_SERVERS": running.settings.kafka_bootstrap_servers}
        audit = ended(tagwire_command("audit"), {**place.variables, **servers})
        assert audit.returncode == 0, audit.stderr
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(DEADLINE_SECONDS) == 0


def test_on_the_embedded_broker_it_serves_and_leaves_nothing_behind(place: Place) -> None:
    with up(place, "embedded") as running:
        assert "at-least-once" in running.said
        post_batch(running)
        metrics_of_all(running)
        assert len(children(running.process.pid)) == 4
        other = place._replace(http=0, data=place.data.with_name("other"))
        assert f"port {place.kafka} is taken" in refusal(other.command("kafka"), place)
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(DEADLINE_SECONDS) == 0
    gone(place)


def test_what_stays_wrong_ends_it_with_the_reason_and_keeps_the_logs(place: Place) -> None:
    elsewhere = {**place.variables, "TAGWIRE_HTTP_HOST": "192.0.2.1"}  # of no machine (RFC 5737)
    result = ended(place.command("embedded"), elsewhere)
    assert result.returncode == 2
    service = re.findall(r"(\w+) ended with code 2, and would again", result.stderr)[0]
    logs = Path(result.stderr.strip().rpartition("The logs are in ")[2])
    assert (logs / f"{service}.log").stat().st_size > 0


def metrics_of_all(running: Up) -> None:
    """Wait until the one address that `up` names has what each service counts."""
    wanted = [
        *(f'tagwire_service_up{{service="{one.name}"}} 1.0' for one in SERVICES),
        f'tagwire_ingest_published_total{{service="ingest",source="none"}} {BATCH:.1f}',
        f'tagwire_articles_total{{service="parser",source="none"}} {BATCH:.1f}',
        f'tagwire_tags_total{{service="classifier",tag="disaster"}} {BATCH:.1f}',
    ]
    told(running, wanted)


def told(running: Up, wanted: list[str]) -> None:
    """Wait until all of these lines are among the metrics."""
    url = re.findall(r"^metrics +(\S+)$", running.said, re.MULTILINE)[0]
    deadline = time.monotonic() + DEADLINE_SECONDS
    while missing := [line for line in wanted if line not in lines_of(url)]:
        assert time.monotonic() < deadline, missing
        time.sleep(0.2)


def lines_of(url: str) -> list[str]:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
        text: str = answer.read().decode()
    return text.splitlines()


def refusal(command: list[str], place: Place) -> str:
    """Return what a command says that refuses to run."""
    result = ended(command, place.variables)
    assert result.returncode == 2
    return result.stderr


def ended(command: list[str], variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command,
        env=variables,
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=False,
    )


def gone(place: Place) -> None:
    """Wait until nothing listens on the ports."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not (is_free(place.http) and is_free(place.kafka)):
        assert time.monotonic() < deadline, "something still listens"
        time.sleep(0.05)
