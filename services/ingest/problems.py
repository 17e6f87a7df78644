"""Problem details for HTTP (RFC 9457): what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import orjson
from aiohttp import web

from schemas.dead_letters import Reason
from services.runtime.logging import get_logger
from services.runtime.records import Rejected

log = get_logger(__name__)

_STATUS = {
    Reason.EMPTY_DUMP: HTTPStatus.BAD_REQUEST,
    Reason.INVALID_JSON: HTTPStatus.BAD_REQUEST,
    Reason.INVALID_DUMP: HTTPStatus.UNPROCESSABLE_ENTITY,
    Reason.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Reason.UNSUPPORTED_CONTENT_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}

RETRY_SECONDS = 5


class Unavailable(Exception):
    """The brokers did not confirm a record."""


def problem(status: HTTPStatus, reason: str, detail: str) -> dict[str, object]:
    """Return a problem object; `reason` is a stable code, also found in `type`."""
    return {
        "type": f"urn:tagwire:problem:{reason}",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "reason": reason,
    }


def describe(error: Rejected | Unavailable) -> dict[str, object]:
    """Return the problem object of an error."""
    if isinstance(error, Rejected):
        return problem(_STATUS[error.reason], error.reason.value, error.message)
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "broker-unavailable", str(error))


def response(body: dict[str, object]) -> web.Response:
    """Return the HTTP response of a problem object."""
    status = HTTPStatus(int(str(body["status"])))
    answer = web.Response(
        status=status, body=orjson.dumps(body), content_type="application/problem+json"
    )
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


@web.middleware
async def problems(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer every error with a problem body."""
    try:
        return await handler(request)
    except (Rejected, Unavailable) as error:
        return response(describe(error))
    except web.HTTPException as error:
        return _http_error(request, error)
    except Exception:
        log.exception("request-failed", method=request.method, path=request.path)
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return response(problem(status, "internal-error", "this is our fault; the log has it"))


def _http_error(request: web.Request, error: web.HTTPException) -> web.Response:
    status = HTTPStatus(error.status)
    details = {
        HTTPStatus.NOT_FOUND: f"there is no {request.path}: post dumps to /v1/dumps",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.path} does not take {request.method}",
    }
    code = status.phrase.lower().replace(" ", "-")
    answer = response(problem(status, code, details.get(status, error.reason)))
    if allowed := error.headers.get("Allow"):
        answer.headers["Allow"] = allowed
    return answer
