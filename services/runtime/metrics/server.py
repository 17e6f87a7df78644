"""`/metrics`, `/livez` and `/readyz` of a process, on a port of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

from services.runtime.metrics.definitions import SetBy
from services.runtime.metrics.exposition import CONTENT_TYPE, rendered
from services.runtime.process.errors import SetupError
from services.runtime.process.http_server import livez, served
from services.runtime.process.settings import Settings, variable

Answer = Callable[[web.Request], Awaitable[web.Response]]


@asynccontextmanager
async def metrics_served(
    metrics: Answer, readyz: Answer, settings: Settings, default_port: int
) -> AsyncIterator[str]:
    """Serve within the block, and give the URL: at the port of the settings, else the default.

    Where the default port is taken, as by another worker on this machine, a free one is used.

    Raises:
        SetupError: the port that the settings name is taken.

    """
    async with AsyncExitStack() as stack:

        async def serve(port: int) -> str:
            app = web.Application()
            routes = (("/metrics", metrics), ("/livez", livez), ("/readyz", readyz))
            app.add_routes(web.get(path, answer) for path, answer in routes)
            serving = served(app, settings.http_host, port, setting=variable("health_port"))
            return await stack.enter_async_context(serving)

        yield await _first(serve, settings.health_port, default_port)


def metrics_of(service: str, *set_by: SetBy) -> Answer:
    """Return what answers with the metrics that these set."""

    async def metrics(_: web.Request) -> web.Response:
        return answer_of(rendered(service, *set_by))

    return metrics


def answer_of(metrics: bytes) -> web.Response:
    """Return the response that carries metrics."""
    return web.Response(body=metrics, headers={"Content-Type": CONTENT_TYPE})


async def _first(serve: Callable[[int], Awaitable[str]], asked: int | None, default: int) -> str:
    if asked is not None:
        return await serve(asked)
    try:
        return await serve(default)
    except SetupError:
        return await serve(0)
