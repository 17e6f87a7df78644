"""What docker-compose.yml runs, run without Docker: its commands and its environment."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import urllib.request
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import yaml

from deploy.brokers.ports import free_port
from schemas.topics import TAG_TOPICS
from services.runtime.settings import PREFIX, Settings
from tests.integration.harness import process, tagwire, variables, wait_for

COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"
FLOOD = b"Flood in Osk valley\nHundreds of people were evacuated after the river burst its banks.\n"
DEFAULT = re.compile(r"\$\{\w+:-([^}]*)\}")


def given(service: dict[str, Any]) -> dict[str, str]:
    """Return the settings that compose gives a service, by field name, defaults filled in."""
    return {
        name.removeprefix(PREFIX).lower(): DEFAULT.sub(r"\1", value)
        for name, value in service["environment"].items()
    }


async def test_its_commands_carry_a_dump_from_http_to_a_tag_topic(kafka: str) -> None:
    services: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    port = free_port()
    here = {  # what differs outside its network
        "kafka_bootstrap_servers": kafka,
        "topic_prefix": f"t{uuid.uuid4().hex[:8]}-",
        "http_port": port,
        "http_host": "127.0.0.1",
    }

    def run(name: str) -> tuple[list[str], Settings]:
        return tagwire(*services[name]["command"]), Settings(**given(services[name]) | here)

    command, settings = run("topics")
    subprocess.run(command, env=variables(settings), check=True, timeout=60)
    with ExitStack() as stack:
        started = [
            stack.enter_context(process(*run(name))) for name in ("ingest", "parser", "classifier")
        ]
        await asyncio.to_thread(post, f"http://127.0.0.1:{port}")
        await wait_for(settings, [TAG_TOPICS["disaster"]], lambda found: len(found) == 1)
        for child in started:
            child.send_signal(signal.SIGTERM)
        assert [await asyncio.to_thread(child.wait, 30) for child in started] == [0, 0, 0]


def post(url: str) -> None:
    """Publish the dump once ingest is ready, as its health check sees it."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=4):
                break
        except OSError:
            asyncio.run(asyncio.sleep(0.1))
    request = urllib.request.Request(f"{url}/v1/dumps", FLOOD, {"Content-Type": "text/plain"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 202
