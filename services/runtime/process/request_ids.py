"""An id for each HTTP request, by which its answer and what is logged of it are found."""

from __future__ import annotations

import re
import uuid

from aiohttp import web
from aiohttp.typedefs import Handler
from structlog.contextvars import bound_contextvars

HEADER = "X-Request-Id"

_MAX_CHARS = 128
_UNSAFE = re.compile(r"[^A-Za-z0-9._:/+=@-]")

_ID = web.RequestKey("request_id", str)


def request_id(given: str) -> str:
    """Return the client's id, cleaned and cut, or a new one where nothing is left of it."""
    return _UNSAFE.sub("", given[:_MAX_CHARS]) or uuid.uuid4().hex


@web.middleware
async def identified(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request an id, which every log event of it carries as `request_id`."""
    request[_ID] = request_id(request.headers.get(HEADER, ""))
    with bound_contextvars(request_id=request[_ID]):
        return await handler(request)


async def echo_request_id(request: web.Request, answer: web.StreamResponse) -> None:
    """Say the id in the answer (a signal of `web.Application`)."""
    if _ID in request:
        answer.headers[HEADER] = request[_ID]
