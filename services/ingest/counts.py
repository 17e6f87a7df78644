"""Counts requests by what came of them, and dumps that were not taken."""

from __future__ import annotations

from http import HTTPStatus
from time import perf_counter

from aiohttp import web
from aiohttp.typedefs import Handler

from services.ingest.problems import Foreseen, describe
from services.runtime.metrics import definitions as metrics
from services.runtime.process.http_problems import REASON

_ROUTES = {"/v1/dumps": "dumps", "/v1/dumps:batch": "batch"}
_OUTCOMES = {HTTPStatus.ACCEPTED: "taken", HTTPStatus.MULTI_STATUS: "partly"}


@web.middleware
async def counted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count a request, and the dump that it was if that was not taken."""
    route, begun = _ROUTES.get(request.path, "other"), perf_counter()
    outcome = "gone"
    try:
        answer = await handler(request)
        outcome = str(answer.get(REASON) or _OUTCOMES.get(HTTPStatus(answer.status), "ok"))
    finally:
        metrics.INGEST_REQUESTS.labels(route, outcome).inc()
        metrics.INGEST_REQUEST_SECONDS.labels(route).observe(perf_counter() - begun)
    if route == "dumps" and REASON in answer:
        metrics.INGEST_REFUSED.labels(outcome).inc()
    return answer


def refusal(error: Foreseen) -> dict[str, object]:
    """Return the problem object of a dump of a batch that is not taken, and count it."""
    found = describe(error)
    metrics.INGEST_REFUSED.labels(str(found["reason"])).inc()
    return found
