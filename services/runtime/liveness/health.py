"""`/livez` and `/readyz` of a worker, on a port of its own if one is set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from aiohttp import web

from services.runtime.liveness.progress import Progress
from services.runtime.liveness.watch import READY_SECONDS, explain, now
from services.runtime.process.http_server import livez, served
from services.runtime.process.logging import get_logger
from services.runtime.process.settings import Settings, variable

log = get_logger(__name__)

_PROGRESS = web.AppKey("progress", Progress)


@asynccontextmanager
async def health(progress: Progress, settings: Settings) -> AsyncIterator[None]:
    """Answer requests within the block.

    Raises:
        SetupError: the port is taken.

    """
    if settings.health_port is None:
        yield
        return
    app = web.Application()
    app[_PROGRESS] = progress
    app.add_routes([web.get("/livez", livez), web.get("/readyz", readyz)])
    served_at = served(
        app, settings.http_host, settings.health_port, setting=variable("health_port")
    )
    async with served_at as url:
        log.info("health", url=f"{url}/readyz")
        yield


async def readyz(request: web.Request) -> web.Response:
    """Say whether the worker gets on with what there is to read, and what it found deleted."""
    progress = request.app[_PROGRESS]
    if progress.standstill(now()) > READY_SECONDS:
        body = {"status": "stalled", "detail": explain(progress)}
        return web.json_response(body, status=HTTPStatus.SERVICE_UNAVAILABLE)
    if not progress.seen:
        body = {"status": "joining", "detail": "the consumer group has not taken the worker in yet"}
        return web.json_response(body, status=HTTPStatus.SERVICE_UNAVAILABLE)
    skipped = progress.skipped.total()
    return web.json_response({"status": "ready"} | ({"skipped": skipped} if skipped else {}))
