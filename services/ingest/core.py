"""Checks a dump at the door and makes the raw record of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from schemas import headers as names
from schemas.dead_letters import Reason
from schemas.events import RawDump
from schemas.topics import MAX_DUMP_BYTES, RAW
from services.runtime.media_types import media_type
from services.runtime.raw_dumps import read_raw_dump
from services.runtime.records import Header, Message, Rejected


@dataclass(frozen=True, slots=True)
class Origin:
    """What the producer says of a dump; everything is optional.

    `time` is when the page was fetched, in ISO 8601.
    """

    id: str | None = None
    source: str | None = None
    url: str | None = None
    time: str | None = None
    passed_on: tuple[Header, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Accepted:
    """A dump that may be published, and the id it goes by."""

    id: str
    message: Message


def accept(
    body: bytes, content_type: str | None, origin: Origin, *, limit: int = MAX_DUMP_BYTES
) -> Accepted:
    """Return the raw record of a dump; its value is `body` as it is.

    A dump without an id gets one made of its content and origin, so that sending it
    again gives the same id.

    Raises:
        Rejected: the dump is empty, too large, of another media type, or no `RawDump`.

    """
    _check_body(body, limit)
    media = media_type(content_type)
    _check_charset(media.charset)
    dump = read_raw_dump(body) if media.name == names.JSON else None
    if dump and not (dump.html or dump.text or "").strip():
        raise _empty()
    # The parser, too, takes what the dump itself says first.
    dump_id = (dump and dump.id) or origin.id or content_id(body, origin)
    return Accepted(
        dump_id,
        Message(
            topic=RAW,
            key=_key(origin, dump),
            value=body,
            headers=_headers(content_type, dump_id, origin),
        ),
    )


def content_id(body: bytes, origin: Origin) -> str:
    """Return an id (32 hex) that is the same for the same dump from the same place."""
    digest = hashlib.blake2b(body, digest_size=16)
    for part in (origin.source, origin.url, origin.time):
        digest.update(b"\0" + (part or "").encode(errors="replace"))
    return digest.hexdigest()


def _check_body(body: bytes, limit: int) -> None:
    if not body.strip():
        raise _empty()
    if len(body) > limit:
        raise Rejected(
            Reason.TOO_LARGE,
            f"the dump has {len(body)} bytes, the limit is {limit}: split it or cut it",
        )


def _empty() -> Rejected:
    return Rejected(Reason.EMPTY_DUMP, "the dump is empty: send the page's text or HTML")


def _check_charset(charset: str | None) -> None:
    if charset and not _is_charset(charset):
        raise Rejected(
            Reason.UNSUPPORTED_CONTENT_TYPE,
            f"the charset {charset!r} is unknown: name a known one, or none to have it found out",
        )


def _is_charset(name: str) -> bool:
    try:
        "a".encode(name)  # refuses codecs that make no text, such as rot13
    except (LookupError, ValueError):
        return False
    return True


def _key(origin: Origin, dump: RawDump | None) -> bytes | None:
    url = origin.url or (dump and dump.url)
    return url.encode(errors="replace") if url else None


def _headers(content_type: str | None, dump_id: str, origin: Origin) -> tuple[Header, ...]:
    fields = {
        names.CONTENT_TYPE: content_type,
        names.CE_SPECVERSION: names.SPECVERSION,
        names.CE_TYPE: RAW.event_type,
        names.CE_ID: dump_id,
        names.CE_SOURCE: origin.source,
        names.CE_SUBJECT: origin.url,
        names.CE_TIME: origin.time,
    }
    own = [(key, value.encode(errors="replace")) for key, value in fields.items() if value]
    return (*own, *origin.passed_on)
