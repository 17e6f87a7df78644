"""The metrics of all services of `tagwire up` at one address, and whether all are ready."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from http import HTTPStatus

import aiohttp
from aiohttp import web

from services.runtime.metrics import definitions as metrics
from services.runtime.metrics.exposition import joined, rendered
from services.runtime.metrics.server import answer_of
from services.runtime.process.http_server import not_ready

_TIMEOUT = aiohttp.ClientTimeout(total=5)


class JoinedMetrics:
    """Asks every service, whenever it is asked itself."""

    def __init__(self, addresses: Callable[[], Mapping[str, str]]) -> None:
        """Take what tells the URL of each service's port for metrics; a restart changes it."""
        self._addresses = addresses

    async def metrics(self, _: web.Request) -> web.Response:
        """Return the metrics of those that answer, and which those are."""
        found = await self._ask("/metrics")
        for service, text in found.items():
            metrics.SERVICE_UP.labels(service).set(text is not None)
        own = rendered("up", "up").decode()
        return answer_of(joined([own, *(text for text in found.values() if text is not None)]))

    async def readyz(self, _: web.Request) -> web.Response:
        """Say whether every service is ready."""
        found = await self._ask("/readyz")
        lacking = [service for service, text in found.items() if text is None]
        if lacking:
            return not_ready("not-ready", f"not ready: {', '.join(lacking)}")
        return web.json_response({"status": "ready"})

    async def _ask(self, path: str) -> dict[str, str | None]:
        addresses = self._addresses()
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            asked = (_text(session, url + path) for url in addresses.values())
            return dict(zip(addresses, await asyncio.gather(*asked), strict=True))


async def _text(session: aiohttp.ClientSession, url: str) -> str | None:
    """Return the body of the answer, None if it is none of success."""
    try:
        async with session.get(url) as answer:
            return await answer.text() if answer.status == HTTPStatus.OK else None
    except (aiohttp.ClientError, TimeoutError):
        return None
