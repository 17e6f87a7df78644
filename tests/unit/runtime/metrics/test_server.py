"""Where metrics are served."""

from __future__ import annotations

import socket
from http import HTTPStatus

import pytest
from aiohttp import ClientSession, web

from services.runtime.metrics.server import metrics_of, metrics_served
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings

METRICS = metrics_of("parser", "workers")


async def not_ready(_: web.Request) -> web.Response:
    return web.json_response({}, status=HTTPStatus.SERVICE_UNAVAILABLE)


async def test_metrics_and_health_are_on_one_port() -> None:
    async with metrics_served(METRICS, not_ready, Settings(), 0) as url, ClientSession(url) as one:
        statuses = [(await one.get(path)).status for path in ("/metrics", "/livez", "/readyz")]
        kind = (await one.get("/metrics")).headers["Content-Type"]
    assert statuses == [200, 200, 503]
    assert kind.startswith("text/plain; version=0.0.4")


async def test_a_default_port_that_is_taken_is_left_to_who_has_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with metrics_served(METRICS, not_ready, Settings(), port) as url:
            assert not url.endswith(f":{port}")
            async with ClientSession(url) as session:
                assert (await session.get("/livez")).status == 200


async def test_a_port_that_was_asked_for_must_be_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(health_port=taken.getsockname()[1])
        with pytest.raises(SetupError, match="TAGWIRE_HEALTH_PORT"):
            async with metrics_served(METRICS, not_ready, settings, 0):
                pass
