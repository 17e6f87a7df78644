"""What docker-compose.yml runs, run without Docker: its commands and its environment."""

from __future__ import annotations

import asyncio
import re
import signal
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from deploy.brokers.ports import free_port
from schemas.topics import TAG_TOPICS
from services.registry import SERVICES
from services.runtime.process.settings import PREFIX, Settings
from tests.integration.harness import DEADLINE_SECONDS, own_interpreter, tagwire_command, wait_for

COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"
FLOOD = b"Flood in Osk valley\nHundreds of people were evacuated after the river burst its banks.\n"
DEFAULT = re.compile(r"\$\{\w+:-([^}]*)\}")


def given(service: dict[str, Any]) -> dict[str, object]:
    """Return the settings that compose gives a service, by field name, defaults filled in."""
    filled = {name: DEFAULT.sub(r"\1", value) for name, value in service["environment"].items()}
    return {name.removeprefix(PREFIX).lower(): value for name, value in filled.items() if value}


async def test_its_commands_carry_a_dump_from_http_to_a_tag_topic(kafka: str) -> None:
    services: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    port = free_port()
    here: dict[str, object] = {  # what differs outside its network
        "kafka_bootstrap_servers": kafka,
        "topic_prefix": f"t{uuid.uuid4().hex[:8]}-",
        "http_port": port,
        "http_host": "127.0.0.1",
        "health_port": 0,
    }

    def run(name: str) -> tuple[list[str], Settings]:
        return tagwire_command(*services[name]["command"]), Settings.model_validate(
            given(services[name]) | here
        )

    command, settings = run("topics")
    with own_interpreter(command, settings) as create:
        assert await asyncio.to_thread(create.wait, 60) == 0
    with ExitStack() as stack:
        started = [
            stack.enter_context(own_interpreter(*run(name)))
            for name in (service.name for service in SERVICES)
        ]
        async with asyncio.timeout(DEADLINE_SECONDS):
            await post(f"http://127.0.0.1:{port}")
        await wait_for(settings, [TAG_TOPICS["disaster"]], lambda found: len(found) == 1)
        for child in started:
            child.send_signal(signal.SIGTERM)
        assert [await asyncio.to_thread(child.wait, 30) for child in started] == [0, 0, 0]


def test_health_is_asked_for_where_it_is_served() -> None:
    services: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    for service in SERVICES:
        port = given(services[service.name])["health_port"]
        assert f":{port}/readyz" in str(services[service.name]["healthcheck"]["test"])


async def post(url: str) -> None:
    """Publish the dump once ingest is ready, as its health check sees it."""
    async with aiohttp.ClientSession() as session:
        while not await ready(session, url):
            await asyncio.sleep(0.1)
        async with session.post(f"{url}/v1/dumps", data=FLOOD.decode()) as answer:
            assert answer.status == 202


async def ready(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(f"{url}/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False
