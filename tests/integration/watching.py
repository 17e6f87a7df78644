"""Prometheus and Alertmanager on running services, with a clock that runs an hour in a second."""

from __future__ import annotations

import asyncio
import re
import subprocess
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import yaml
from aiohttp import web

from deploy.brokers.ports import free_ports
from deploy.observability import dashboard

FOLDER = Path(dashboard.__file__).parent
PROGRAMS = ("prometheus", "prometheus-alertmanager")
"""As Debian calls them."""

_DEADLINE_SECONDS = 90
_LOOK_SECONDS = 0.2
_MIN_WINDOW_SECONDS = 6
"""Of a rate: some scrapes, of which there is one each half second."""

_SECONDS = {"m": 60, "h": 3600, "d": 86400}
_WINDOW = re.compile(r"(\[|offset )(\d+)([mhd])")
_LIMITS = {"> 120": "> 4", "> 3600": "> 6", "6 * 3600": "8"}
"""Seconds that queries compare with, and what they are in the time of these tests."""


class Watch(NamedTuple):
    """A Prometheus that watches, and what has arrived at the webhook, by the alert's name."""

    url: str
    arrived: Mapping[str, str]

    async def state(self, alert: str, state: str) -> None:
        """Wait until the webhook was last told that the alert is `firing` or `resolved`."""
        deadline = time.monotonic() + _DEADLINE_SECONDS
        while self.arrived.get(alert) != state:
            assert time.monotonic() < deadline, f"{alert} is not {state}: {self.arrived}"
            await asyncio.sleep(_LOOK_SECONDS)

    async def some(self, query: str) -> None:
        """Wait until the query gives something."""
        query = query.replace("$__rate_interval", f"{_MIN_WINDOW_SECONDS}s")
        deadline = time.monotonic() + _DEADLINE_SECONDS
        while not await self._data(query):
            assert time.monotonic() < deadline, query
            await asyncio.sleep(_LOOK_SECONDS)

    async def _data(self, query: str) -> list[Any]:
        async with aiohttp.ClientSession() as session:
            url = f"{self.url}/api/v1/query"
            async with session.post(url, data={"query": query}) as answer:
                told = await answer.json()
        assert told["status"] == "success", told
        found: list[Any] = told["data"]["result"]
        return found


@asynccontextmanager
async def watched(folder: Path, ports: Mapping[str, int]) -> AsyncIterator[Watch]:
    """Watch the services, by the ports of their metrics, within the block."""
    arrived: dict[str, str] = {}
    prometheus, alertmanager, webhook = free_ports(3)
    _write(folder, ports, alertmanager, webhook)
    with (
        _running(folder, "prometheus", f"--web.listen-address=127.0.0.1:{prometheus}",
                 f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data"),
        _running(folder, "prometheus-alertmanager", "--cluster.listen-address=",
                 f"--web.listen-address=127.0.0.1:{alertmanager}",
                 f"--config.file={folder}/alertmanager.yml", f"--storage.path={folder}/alerts"),
    ):  # fmt: skip
        async with _webhook(webhook, arrived):
            yield Watch(f"http://127.0.0.1:{prometheus}", arrived)


def quick(rules: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rules with an hour made a second, as far as scrapes allow."""
    groups = [
        {
            **group,
            "interval": "500ms",
            "rules": [
                {**rule, "expr": _quick(rule["expr"])} | ({"for": "1s"} if "for" in rule else {})
                for rule in group["rules"]
            ],
        }
        for group in rules["groups"]
    ]
    return {"groups": groups}


def _quick(query: str) -> str:
    for usual, short in _LIMITS.items():
        query = query.replace(usual, short)
    return _WINDOW.sub(lambda found: found[1] + f"{_window(found)}s", query)


def _window(found: re.Match[str]) -> int:
    hours = int(found[2]) * _SECONDS[found[3]] / 3600
    return max(_MIN_WINDOW_SECONDS, round(hours))


def _write(folder: Path, ports: Mapping[str, int], alertmanager: int, webhook: int) -> None:
    rules = quick(_read("alerts.yml"))
    config = _read("prometheus.yml") | {
        "global": {"scrape_interval": "500ms", "evaluation_interval": "500ms"},
        "alerting": {
            "alertmanagers": [{"static_configs": [{"targets": [f"127.0.0.1:{alertmanager}"]}]}]
        },
        "scrape_configs": [
            _job("tagwire", [port for name, port in ports.items() if name != "audit"]),
            _job("tagwire-audit", [ports["audit"]]),
        ],
    }
    routing = _read("alertmanager.yml")
    routing["route"] |= {"group_wait": "1s", "group_interval": "1s"}
    for receiver in routing["receivers"]:
        receiver["webhook_configs"][0]["url"] = f"http://127.0.0.1:{webhook}/"
    routing["inhibit_rules"] = []  # each alert is to arrive
    for name, content in (
        ("alerts.yml", rules), ("prometheus.yml", config), ("alertmanager.yml", routing)
    ):  # fmt: skip
        (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")


def _job(name: str, ports: Sequence[int]) -> dict[str, Any]:
    targets = [f"127.0.0.1:{port}" for port in ports]
    return {"job_name": name, "static_configs": [{"targets": targets}]}


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return found


@contextmanager
def _running(folder: Path, program: str, *arguments: str) -> Iterator[None]:
    with (folder / f"{program}.log").open("wb") as log:
        child = subprocess.Popen([program, *arguments], stdout=log, stderr=log)
        try:
            yield
        finally:
            child.kill()
            child.wait()


@asynccontextmanager
async def _webhook(port: int, arrived: dict[str, str]) -> AsyncIterator[None]:
    async def take(request: web.Request) -> web.Response:
        for alert in (await request.json())["alerts"]:
            arrived[alert["labels"]["alertname"]] = alert["status"]
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/", take)])
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield
    finally:
        await runner.cleanup()
