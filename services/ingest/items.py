"""The dumps of a batch, one by one: lines, elements of an array, or events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from http import HTTPStatus
from typing import NamedTuple

from aiohttp import web

from schemas import headers as names
from schemas.dead_letters import Reason
from services.ingest.arrays import elements
from services.ingest.bodies import pieces
from services.ingest.core import Accepted, Origin, accept
from services.ingest.events import BATCHED, unwrapped
from services.ingest.in_flight import Share
from services.ingest.lines import Lines
from services.ingest.refused import Refused
from services.records.formats import TEXT
from services.records.media_types import FORM, SNIFFED, bare_name
from services.records.record import Rejected
from services.runtime.process.settings import Settings

_TYPES = {
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonlines",
    "application/json-lines",
    names.JSON,
    BATCHED,
    TEXT.media_type,
    FORM,
    SNIFFED,
}


class BatchItem(NamedTuple):
    """A dump of a batch: its place, from 1 on, and what checks it. Blank lines have a place."""

    number: int
    check: Callable[[], Accepted]


async def items(
    request: web.Request, share: Share, settings: Settings, origin: Origin
) -> AsyncIterator[BatchItem]:
    """Yield the dumps of a batch while it comes in; `origin` serves where they say nothing.

    Raises:
        Refused: there are more of them than the limit, or as `pieces` raises.
        Rejected: an array cannot be read, or as `pieces` raises.
        Overloaded: somebody else needs what the share holds.

    """
    limit, most = settings.http_max_body_bytes, settings.http_max_batch_lines
    events = bare_name(request.headers.get("Content-Type")) == BATCHED
    check = _accept_event if events else _accept_line
    async for number, item in _values(request, share, settings):
        if number > most:
            raise Refused(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "too-many-lines",
                f"a batch has at most {most} lines: send this one and all after it in others",
            )
        if item is None or item.strip():
            yield BatchItem(number, partial(check, item, origin, limit))


def refuse_no_batch(content_type: str | None) -> None:
    """Raise `Rejected` for a media type that no batch has."""
    name = bare_name(content_type)
    if content_type and name not in _TYPES:
        raise Rejected(
            Reason.UNSUPPORTED_CONTENT_TYPE,
            f"a batch of {content_type[:100]!r} is not supported: send JSON lines "
            "(application/x-ndjson), a RawDump on each, or single pages to /v1/dumps",
        )


async def _values(
    request: web.Request, share: Share, settings: Settings
) -> AsyncIterator[tuple[int, bytes | None]]:
    lines = Lines(settings.http_max_body_bytes)
    array: bytearray | None = None
    begun, number = False, 0
    async for piece in pieces(request, share, settings.http_max_batch_bytes):
        await share.hold(len(piece))
        if not begun and piece.strip():
            begun = True
            array = bytearray() if piece.lstrip().startswith(b"[") else None
        if array is not None:
            _grow(array, piece, settings.http_max_body_bytes)
            continue
        held = lines.held
        for line in lines.feed(piece):
            number += 1
            yield number, line
        share.drop(len(piece) - (lines.held - held))
    for line in lines.end() if array is None else elements(bytes(array)):
        number += 1
        yield number, line


def _grow(array: bytearray, piece: bytes, limit: int) -> None:
    array += piece
    if len(array) > limit:
        raise Rejected(
            Reason.TOO_LARGE, f"a JSON array may have {limit} bytes: send JSON lines, or less"
        )


def _accept_line(line: bytes | None, origin: Origin, limit: int) -> Accepted:
    if line is None:
        raise Rejected(
            Reason.TOO_LARGE, f"the line is over the limit of {limit} bytes: cut the dump"
        )
    try:
        return accept(line, names.JSON, origin, limit=limit)
    except Rejected as error:
        if error.reason is not Reason.INVALID_JSON:
            raise
        raise Rejected(
            error.reason,
            "the line is no JSON: write each dump on a line of its own, whole, as `jq -c` does, "
            "and send the lines by `curl --data-binary` (`curl -d` takes out line breaks)",
        ) from None


def _accept_event(event: bytes | None, origin: Origin, limit: int) -> Accepted:
    if event is None:
        raise Rejected(
            Reason.TOO_LARGE, f"the event is over the limit of {limit} bytes: cut the dump"
        )
    body, content_type, said = unwrapped(event, origin)
    return accept(body, content_type, said, limit=limit)
