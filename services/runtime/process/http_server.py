"""How a service answers HTTP requests, and says that it lives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from aiohttp import HttpVersion11, web

from services.runtime.process.errors import SetupError
from services.runtime.process.http_connections import (
    Connection,
    Crowd,
    attended,
    limit_requests_ahead,
)
from services.runtime.process.http_problems import name_no_version, problem, response
from services.runtime.process.request_ids import echo_request_id, identified

_MAX_CONNECTIONS = 256
"""Where nobody says another number: a worker's probes, and some to spare."""

_STOP_SECONDS = 5  # for requests in hand: the brokers have 3.5 s to confirm a dump


@asynccontextmanager
async def served(
    app: web.Application,
    host: str,
    port: int,
    *,
    setting: str,
    connections: int = _MAX_CONNECTIONS,
) -> AsyncIterator[str]:
    """Serve the application within the block, and give its URL. Port 0 picks a free one.

    At most so many connections are open. A handler is cancelled when its client leaves.

    Raises:
        SetupError: the port, which the variable `setting` gives, is taken.

    """
    limit_requests_ahead()
    app.middlewares[:0] = [attended, identified]
    app.on_response_prepare.append(name_no_version)
    app.on_response_prepare.append(echo_request_id)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=_STOP_SECONDS)
    await runner.setup()
    try:
        server = await _listen(runner, host, port, setting, connections)
        try:
            bound_host, bound_port = server.sockets[0].getsockname()[:2]
            yield f"http://{bound_host}:{bound_port}"
        finally:
            server.close()
    finally:
        await runner.cleanup()


async def expect(request: web.Request) -> web.Response | None:
    """Ask for the body of a client that expects to be asked: what aiohttp does, with problems."""
    if request.headers.get("Expect", "").lower() != "100-continue":
        status = HTTPStatus.EXPECTATION_FAILED
        detail = "of all expectations only 100-continue is met: leave the Expect header out"
        return response(problem(status, "expectation-failed", detail))
    if request.version >= HttpVersion11:
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # of the answer itself
    return None


async def livez(_: web.Request) -> web.Response:
    """Say that the process serves requests."""
    return web.json_response({"status": "alive"})


def not_ready(status: str, detail: str) -> web.Response:
    """Return what `/readyz` answers while there is something to wait for."""
    body = {"status": status, "detail": detail}
    return web.json_response(body, status=HTTPStatus.SERVICE_UNAVAILABLE)


async def _listen(
    runner: web.AppRunner, host: str, port: int, setting: str, connections: int
) -> asyncio.Server:
    crowd, manager = Crowd(connections), runner.server
    assert manager is not None  # noqa: S101 - set up by the caller
    try:
        return await asyncio.get_running_loop().create_server(
            lambda: Connection(manager, crowd), host, port
        )
    except OSError as error:
        raise SetupError(
            f"cannot listen on {host}:{port}: {error.strerror}. "
            f"Set {setting} to a free port, or stop what uses this one"
        ) from None
