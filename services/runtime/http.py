"""How a service answers HTTP requests, and says that it lives."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from services.runtime.errors import SetupError


@asynccontextmanager
async def served(app: web.Application, host: str, port: int, *, setting: str) -> AsyncIterator[str]:
    """Serve the application within the block, and give its URL. Port 0 picks a free one.

    Raises:
        SetupError: the port, which the variable `setting` gives, is taken.

    """
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await _listen(runner, host, port, setting)
        bound_host, bound_port = runner.addresses[0][:2]
        yield f"http://{bound_host}:{bound_port}"
    finally:
        await runner.cleanup()


async def livez(_: web.Request) -> web.Response:
    """Say that the process serves requests."""
    return web.json_response({"status": "alive"})


async def _listen(runner: web.AppRunner, host: str, port: int, setting: str) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise SetupError(
            f"cannot listen on {host}:{port}: {error.strerror}. "
            f"Set {setting} to a free port, or stop what uses this one"
        ) from None
