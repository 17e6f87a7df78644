"""Bodies of requests, read as long as their clients send them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus

from aiohttp import web

from schemas.dead_letters import Reason
from services.ingest.encodings import decoder
from services.ingest.in_flight import Share
from services.ingest.refused import Refused
from services.records.record import Rejected

SILENCE_SECONDS = 20.0
"""So long a client may send nothing in the middle of a body (mod_reqtimeout's default)."""

MIN_BYTES_PER_SECOND = 4096
"""Bytes a second that a client must send on average, once that much silence is over."""


async def pieces(request: web.Request, share: Share, limit: int) -> AsyncIterator[bytes]:
    """Yield the body piece by piece, its content coding undone, and let others have their turn.

    `share` must have let go of what earlier pieces needed, or hold it.

    Raises:
        Rejected: the body is over the limit, in bytes, encoded or decoded.
        Refused: its coding is unknown or broken, its framing is broken, or it does not come.
        Overloaded: somebody else needs what the share holds.

    """
    if (request.content_length or 0) > limit:
        raise _too_large(limit)
    coding = decoder(request.headers.getall("Content-Encoding", ()))
    received = decoded = 0
    waited, clock = 0.0, asyncio.get_running_loop().time
    while not request.content.at_eof():
        asked = clock()
        data = await _next(request, share, patience(received, waited))
        waited += clock() - asked  # our own work on the body is not the client's delay
        received += len(data)
        for piece in coding.feed(data):
            decoded += len(piece)
            if max(received, decoded) > limit:
                raise _too_large(limit)
            yield piece
            await asyncio.sleep(0)
    coding.end()


async def read(request: web.Request, share: Share, limit: int) -> bytes:
    """Return the body; the share holds its bytes. Raises as `pieces` does."""
    body = bytearray()
    async for piece in pieces(request, share, limit):
        await share.hold(len(piece))
        body += piece
    return bytes(body)


def patience(received: int, waited: float) -> float:
    """Return how many seconds more to wait for a client that has sent so much in so much time."""
    return max(
        0.0, min(SILENCE_SECONDS, SILENCE_SECONDS + received / MIN_BYTES_PER_SECOND - waited)
    )


async def _next(request: web.Request, share: Share, seconds: float) -> bytes:
    try:
        return await share.wait(request.content.readany(), seconds)
    except TimeoutError:
        raise Refused(
            HTTPStatus.REQUEST_TIMEOUT,
            "timeout",
            "the body did not come in time: send it again, or in smaller parts",
        ) from None
    except web.RequestPayloadError as error:
        detail = f"the body cannot be read: {str(error)[:200]}. Send it again, whole"
        raise Refused(HTTPStatus.BAD_REQUEST, "bad-request", detail) from None


def _too_large(limit: int) -> Rejected:
    return Rejected(
        Reason.TOO_LARGE, f"the body is over the limit of {limit} bytes: send less at once"
    )
