"""Whether a worker is ready, as its port for health and metrics tells."""

from __future__ import annotations

from aiohttp import web

from services.runtime.liveness.progress import Progress
from services.runtime.liveness.watch import READY_SECONDS, explain, now
from services.runtime.process.http_server import not_ready


class Readiness:
    """Answers `/readyz` by a worker's progress."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    async def readyz(self, _: web.Request) -> web.Response:
        """Say whether the worker gets on with what there is to read, and what it found deleted."""
        progress = self._progress
        if progress.standstill(now()) > READY_SECONDS:
            return not_ready("stalled", explain(progress))
        if not progress.seen:
            return not_ready("joining", "the consumer group has not taken the worker in yet")
        skipped = progress.skipped.total()
        return web.json_response({"status": "ready"} | ({"skipped": skipped} if skipped else {}))
