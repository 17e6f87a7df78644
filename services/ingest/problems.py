"""Which problem (RFC 9457) each error of ingest is."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from schemas.dead_letters import Reason
from services.ingest.in_flight import Overloaded
from services.ingest.publishing import Unavailable
from services.ingest.refused import Refused
from services.records.record import Rejected
from services.runtime.process.http_problems import problem, response
from services.runtime.process.logging import get_logger

log = get_logger(__name__)

_STATUS = {
    Reason.EMPTY_DUMP: HTTPStatus.BAD_REQUEST,
    Reason.INVALID_JSON: HTTPStatus.BAD_REQUEST,
    Reason.INVALID_DUMP: HTTPStatus.UNPROCESSABLE_ENTITY,
    Reason.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Reason.UNSUPPORTED_CONTENT_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}

Foreseen = Rejected | Refused | Unavailable | Overloaded
"""What can be wrong with a request, or around it."""


def describe(error: Foreseen) -> dict[str, object]:
    """Return the problem object of an error."""
    match error:
        case Rejected():
            return problem(_STATUS[error.reason], error.reason.value, error.message)
        case Refused():
            return problem(error.status, error.reason, error.detail)
        case Unavailable():
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, "broker-unavailable", str(error))
        case Overloaded():
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, "overloaded", str(error))


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error with a problem body."""
    try:
        return await handler(request)
    except (Rejected, Refused, Unavailable, Overloaded) as error:
        headers = error.headers if isinstance(error, Refused) else None
        return response(describe(error), headers)
    except web.HTTPException as error:
        return _http_error(request, error)
    except ConnectionError:  # the client has gone
        raise
    except Exception:
        log.exception("request-failed", method=request.method, path=request.path[:200])
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return response(problem(status, "internal-error", "this is our fault; the log has it"))


def _http_error(request: web.Request, error: web.HTTPException) -> web.Response:
    status = HTTPStatus(error.status)
    path, allowed = request.path[:100], error.headers.get("Allow")
    details = {
        HTTPStatus.NOT_FOUND: f"there is no {path}: post dumps to /v1/dumps or /v1/dumps:batch",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{path} does not take {request.method}: use {allowed}",
    }
    code = status.phrase.lower().replace(" ", "-")
    answer = response(problem(status, code, details.get(status, error.reason)))
    if allowed:
        answer.headers["Allow"] = allowed
    return answer
