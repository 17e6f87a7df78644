"""Problem details for HTTP (RFC 9457): what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import orjson
from aiohttp import web

from services.foreign_text import cut

PROBLEM = "application/problem+json"

RETRY_SECONDS = 5
"""After so long a client that was turned away may come again (`Retry-After`)."""

REASON = web.ResponseKey("reason", str)
"""Where the response of a problem keeps its reason, for who counts."""

_SERVER = "tagwire"  # instead of aiohttp's, which names the versions of aiohttp and Python


def problem(status: HTTPStatus, reason: str, detail: str) -> dict[str, object]:
    """Return a problem object; `reason` is a stable code, also found in `type`."""
    return {
        "type": f"urn:tagwire:problem:{reason}",
        "title": status.phrase,
        "status": status.value,
        "detail": cut(detail),
        "reason": reason,
    }


def response(body: dict[str, object], headers: Mapping[str, str] | None = None) -> web.Response:
    """Return the HTTP response of a problem object."""
    status = HTTPStatus(int(str(body["status"])))
    answer = web.Response(
        status=status, body=orjson.dumps(body), content_type=PROBLEM, headers=headers
    )
    answer[REASON] = str(body["reason"])
    answer.headers["Server"] = _SERVER
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def last_words(body: dict[str, object]) -> bytes:
    """Return the response of a problem object as bytes, for a connection that is closed with it."""
    answer = response(body)
    payload = orjson.dumps(body)
    fields = {**answer.headers, "Content-Length": str(len(payload)), "Connection": "close"}
    head = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{k}: {v}" for k, v in fields.items())]
    return "\r\n".join([*head, "", ""]).encode() + payload


async def name_no_version(_: web.Request, answer: web.StreamResponse) -> None:
    """Keep the versions of aiohttp and Python to ourselves (a signal of `web.Application`)."""
    answer.headers["Server"] = _SERVER
