"""`tagwire demo` and `tagwire up`, with the embedded broker."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from deploy.brokers.ports import free_port, is_free
from services.runtime.settings import environment
from tests.integration.harness import DEADLINE_SECONDS, tagwire

FLOOD = "Flood in Osk valley\nHundreds of people were evacuated after the river burst its banks.\n"


def children(pid: int) -> list[str]:
    """Return the command lines of the processes that descend from a process."""
    command = ["/bin/ps", "-eo", "pid=,ppid=,args="]
    found = subprocess.run(command, capture_output=True, check=True)
    lines = found.stdout.decode().splitlines()
    # One that has ended and is not yet waited for (the standard library asks `file`) is gone.
    rows = [line.split(None, 2) for line in lines if not line.endswith("<defunct>")]
    family, size = {str(pid)}, 0
    while size != len(family):
        size = len(family)
        family |= {row[0] for row in rows if row[1] in family}
    return [row[2] for row in rows if row[0] in family - {str(pid)}]


def test_the_demo_shows_the_samples_and_ends() -> None:
    result = subprocess.run(tagwire("demo"), capture_output=True, timeout=90, check=False)
    assert result.returncode == 0, result.stderr
    shown = result.stdout.decode()
    for expected in ("Fire tears through ferry terminal", "disaster", "no tags", "Most viewed"):
        assert expected in shown


def test_the_demo_takes_files_and_shows_dead_letters(tmp_path: Path) -> None:
    (tmp_path / "flood.txt").write_text(FLOOD)
    (tmp_path / "none.html").write_text("<html><body><script>1</script></body></html>")
    command = tagwire("demo", *map(str, sorted(tmp_path.iterdir())))
    result = subprocess.run(command, capture_output=True, timeout=90, check=False)
    assert result.returncode == 0, result.stderr
    assert "Flood in Osk valley" in result.stdout.decode()
    assert "dead letter, " in result.stdout.decode()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_up_serves_and_leaves_nothing_behind(signum: signal.Signals) -> None:
    http, kafka = free_port(), free_port()
    child_environment = environment(http_port=http)
    child_environment.pop("TAGWIRE_KAFKA_BOOTSTRAP_SERVERS", None)
    with subprocess.Popen(
        tagwire("up", "--kafka-port", str(kafka)), env=child_environment, stdout=subprocess.PIPE
    ) as up:
        assert up.stdout
        assert f"ingest http://127.0.0.1:{http}" in up.stdout.readline().decode()
        with urllib.request.urlopen(f"http://127.0.0.1:{http}/readyz", timeout=10) as answer:
            assert answer.status == 200
        assert len(children(up.pid)) == 4
        up.send_signal(signum)
        assert up.wait(30) == 0
    gone(http)
    gone(kafka)


def test_a_killed_up_takes_its_children_with_it() -> None:
    http, kafka = free_port(), free_port()
    with subprocess.Popen(
        tagwire("up", "--kafka-port", str(kafka)),
        env=environment(http_port=http),
        stdout=subprocess.PIPE,
    ) as up:
        assert up.stdout
        up.stdout.readline()
        os.kill(up.pid, signal.SIGKILL)
    gone(http)
    gone(kafka)


def gone(port: int) -> None:
    """Wait until nothing listens on the port."""

    deadline = time.monotonic() + DEADLINE_SECONDS
    while not is_free(port):
        assert time.monotonic() < deadline, f"something still listens on {port}"
        time.sleep(0.05)
