"""`/livez` and `/readyz` of a worker, on a port of its own if one is set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from aiohttp import web

from services.runtime.errors import SetupError
from services.runtime.logging import get_logger
from services.runtime.progress import Progress
from services.runtime.settings import Settings
from services.runtime.watch import READY_SECONDS, explain, now

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
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await _listen(runner, settings.http_host, settings.health_port)
        yield
    finally:
        await runner.cleanup()


async def livez(_: web.Request) -> web.Response:
    """Say that the event loop turns."""
    return web.json_response({"status": "alive"})


async def readyz(request: web.Request) -> web.Response:
    """Say whether the worker gets on with what there is to read."""
    progress = request.app[_PROGRESS]
    if progress.standstill(now()) > READY_SECONDS:
        body = {"status": "stalled", "detail": explain(progress)}
        return web.json_response(body, status=HTTPStatus.SERVICE_UNAVAILABLE)
    if not progress.seen:
        body = {"status": "joining", "detail": "the consumer group has not taken the worker in yet"}
        return web.json_response(body, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return web.json_response({"status": "ready"})


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise SetupError(
            f"cannot listen on {host}:{port}: {error.strerror}. "
            "Set TAGWIRE_HEALTH_PORT to a free port, or stop what uses this one"
        ) from None
    log.info("health", url=f"http://{host}:{runner.addresses[0][1]}/readyz")
