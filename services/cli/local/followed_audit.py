"""`tagwire audit --follow`: says what changes, and serves it as metrics."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack

from aiohttp import web

from services.cli.terminal.harmless import echo, harmless
from services.ledger.books import Books
from services.ledger.changes import changes
from services.ledger.following import Rounds, follow
from services.runtime.metrics.server import metrics_of, metrics_served
from services.runtime.process.http_server import not_ready
from services.runtime.process.logging import get_logger
from services.runtime.process.settings import Settings
from services.runtime.process.signals import stop_signal

log = get_logger(__name__)


class _Told:
    """The books that were told of last, none before the first."""

    def __init__(self) -> None:
        self.books: Sequence[Books] | None = None

    def tell(self, books: Sequence[Books]) -> None:
        before, self.books = self.books or (), books
        for line in changes(before, books):
            echo(harmless(line))

    async def readyz(self, _: web.Request) -> web.Response:
        if self.books is None:
            return not_ready("reading", "the first audit is not complete")
        return web.json_response({"status": "ready"})


async def followed(settings: Settings, rounds: Rounds, port: int | None) -> Sequence[Books]:
    """Audit until SIGTERM or SIGINT, with metrics at a port if one is given; return the last books.

    Raises:
        SetupError: the port is taken.

    """
    stop, told = stop_signal(), _Told()
    async with AsyncExitStack() as stack:
        if port is not None:
            own = settings.model_copy(update={"health_port": port})
            serving = metrics_served(metrics_of("audit", "audit"), told.readyz, own, port)
            url = await stack.enter_async_context(serving)
            log.info("health", url=f"{url}/readyz", metrics=f"{url}/metrics")
        await follow(settings, rounds, told.tell, stop)
    return told.books or ()
