"""HTTP connections that a crowd cannot take from everybody else.

There are so many at most; a client that keeps one waiting loses it after a time, or as soon
as somebody else needs it. aiohttp has no limit of connections, and none for the time or the
size of a request's head.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

from aiohttp import web, web_protocol
from aiohttp.http import RawRequestMessage
from aiohttp.http_exceptions import LineTooLong
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader
from aiohttp.typedefs import Handler
from typing_extensions import override

from services.runtime.process.http_problems import last_words, problem, response
from services.runtime.process.logging import get_logger

log = get_logger(__name__)

HEAD_SECONDS = 20
"""So long a request's head may take from its first byte (as in Apache's mod_reqtimeout)."""

IDLE_SECONDS = 75
"""So long a connection may be without a request, or leave its answer unread (as in nginx)."""

LINGER_SECONDS = 3
"""So long what is left of a refused body is dropped, that the client may read its answer."""

MAX_HEAD_BYTES = 32 * 1024
"""The largest head of a request that comes in pieces, as in nginx."""

_READ_BYTES = 64 * 1024  # at once; asyncio's own 256 KiB would count for each connection
_BUFFER_BYTES = 32 * 1024  # of a body that nobody reads yet; twice as much at the most

_MAX_REQUESTS_AHEAD = 1
"""Requests that wait for their turn on a connection; aiohttp's 32 may have 1 MiB each."""


class Crowd:
    """The open connections, first the one whose last answer lies furthest back."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._connections: dict[Connection, None] = {}

    def enter(self, connection: Connection) -> bool:
        """Let a connection in, if need be for the one that has kept us waiting longest."""
        if len(self._connections) >= self._most and not self._make_room():
            return False
        self._connections[connection] = None
        return True

    def renew(self, connection: Connection) -> None:
        """Put a connection last that has been answered."""
        if connection in self._connections:
            self._connections[connection] = self._connections.pop(connection)

    def leave(self, connection: Connection) -> None:
        """Forget a connection."""
        self._connections.pop(connection, None)

    def _make_room(self) -> bool:
        waiting = next((one for one in self._connections if not one.at_work), None)
        if waiting is None:
            return False
        self.leave(waiting)
        waiting.force_close()
        return True


class Connection(web.RequestHandler):
    """A connection whose time and whose request's head are limited."""

    def __init__(self, server: web.Server, crowd: Crowd) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=LINGER_SECONDS,
            read_bufsize=_BUFFER_BYTES,
            auto_decompress=False,  # aiohttp takes a gzip that is cut off as whole
            access_log=None,  # type: ignore[arg-type] # as aiohttp itself gives it
        )
        self._crowd = crowd
        self._body: StreamReader = EMPTY_PAYLOAD
        self._head_bytes = 0
        self._handling = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def at_work(self) -> bool:
        """Whether a request is here whole, and not answered yet."""
        return self._handling and self._body.is_eof()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection in, or turn it away with 503."""
        super().connection_made(transport)
        transport.max_size = _READ_BYTES  # type: ignore[attr-defined] # asyncio's, not typed
        if self._crowd.enter(self):
            self._wait(HEAD_SECONDS)
        else:
            self._part_with(
                HTTPStatus.SERVICE_UNAVAILABLE, "overloaded", "too many are served: come again"
            )

    @override
    def connection_lost(self, exc: BaseException | None) -> None:
        """Forget the connection."""
        self._crowd.leave(self)
        self._stop_waiting()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        """Take bytes: of a body, or of a head, which may not grow or take its time for ever."""
        body = self._body
        super().data_received(data)
        if self._messages:
            message, self._body = self._messages[-1]
            self._head_bytes = 0
            self._stop_waiting()
            if not (body.is_eof() or isinstance(message, RawRequestMessage)):
                body.set_exception(web.RequestPayloadError("bad framing"))
        elif data and body.is_eof() and body is self._body:
            self._count_head(len(data))

    def began(self) -> None:
        """Note that a request is being handled."""
        self._handling = True
        self._stop_waiting()

    def answered(self) -> None:
        """Note that a request has its answer, which the client may now take."""
        self._handling = False
        self._crowd.renew(self)
        self._wait(IDLE_SECONDS)

    @override
    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Return the answer to what is no HTTP request, and close the connection with it."""
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun already")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request-failed", exc_info=exc)
        answer = response(_unreadable(status, exc, message))
        answer.force_close()
        return answer

    def _count_head(self, size: int) -> None:
        if self._head_bytes == 0:
            self._wait(HEAD_SECONDS)
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD_BYTES:
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            self._part_with(
                status, "head-too-large", f"the headers are over {MAX_HEAD_BYTES} bytes: send less"
            )

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._waited)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _waited(self) -> None:
        if self._handling:  # what is half here is the next request
            self._wait(HEAD_SECONDS)
        elif self._head_bytes:
            self._part_with(
                HTTPStatus.REQUEST_TIMEOUT, "timeout", "the request's head did not come in time"
            )
        else:
            self.force_close()

    def _part_with(self, status: HTTPStatus, reason: str, detail: str) -> None:
        if self.transport is not None and not self._handling:
            self.transport.write(last_words(problem(status, reason, detail)))
        self.force_close()


def limit_requests_ahead() -> None:
    """Have aiohttp's connections take few requests ahead; it has no setting for that."""
    web_protocol.MAX_MSG_QUEUE_SIZE = _MAX_REQUESTS_AHEAD


@web.middleware
async def attended(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tell the connection when its request is being handled."""
    connection: Any = request.protocol
    connection.began()
    try:
        return await handler(request)
    finally:
        connection.answered()


def _unreadable(status: int, exc: BaseException | None, message: str | None) -> dict[str, object]:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        detail = "this is our fault; the log has it"
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error", detail)
    if isinstance(exc, LineTooLong):
        too_large = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        detail = "the request line or a header is too long: send what is long in the body"
        return problem(too_large, "head-too-large", detail)
    first = (message or "").strip().split("\n", 1)[0].rstrip(":")[:200]
    remedy = "; write what is not ASCII as %XX" if first.startswith("Invalid char in url") else ""
    detail = f"this is no HTTP/1.1 request as we read it: {first}{remedy}"
    return problem(HTTPStatus.BAD_REQUEST, "bad-request", detail)
