"""Checks a dump at the door and makes the raw record of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from schemas import headers as names
from schemas.dead_letters import Reason
from schemas.events import RawDump
from schemas.topics import MAX_DUMP_BYTES, RAW
from services.ingest.signatures import named
from services.records.formats import HTML, TEXT
from services.records.media_types import FORM, MediaType, bare_name, media_type
from services.records.raw_dumps import read_raw_dump
from services.records.record import Header, Message, Rejected

MAX_URL_CHARS = 8000  # what servers take in a request line
MAX_NAME_CHARS = 500

_MAX_QUOTED_CHARS = 100
"""Of what a producer sent, in an answer: enough to find it by."""

_MULTIPART = "multipart/form-data"
_CURL = f"by `curl --data-binary @FILE -H 'Content-Type: {HTML.media_type}'` (or {TEXT.media_type})"
_NOT_IN_URLS = re.compile(r"[\s\x00-\x1f\x7f]")


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
    media = _media(content_type, body)
    dump = read_raw_dump(body) if media.name == names.JSON else None
    if dump and _is_blank(dump.html or dump.text or ""):
        raise _empty()
    said = _said(origin, dump)
    _check_origin(said)
    dump_id = said.id or content_id(body, origin)
    return Accepted(
        dump_id,
        Message(
            topic=RAW,
            key=said.url.encode(errors="replace") if said.url else None,
            value=body,
            headers=_headers(content_type, dump_id, said),
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
    return Rejected(Reason.EMPTY_DUMP, "the dump is empty: the body is the page's text or HTML")


def _media(content_type: str | None, body: bytes) -> MediaType:
    """Return the media type of a dump. Raises `Rejected` for what can be no page."""
    name = bare_name(content_type)
    if content_type and name is None:
        raise _unsupported(
            f"the content type {content_type[:_MAX_QUOTED_CHARS]!r} is none: send {TEXT.media_type}"
        )
    if name == _MULTIPART:
        raise _unsupported("multipart forms are not taken: send the file as the body, " + _CURL)
    if kind := named(body):
        raise _unsupported(kind)
    if name == FORM and b"\n" not in body and not body.lstrip().startswith((b"{", b"[")):
        raise _unsupported(
            "this is a form, or a file whose line breaks `curl -d` has taken out: send it " + _CURL
        )
    media = media_type(content_type)
    if media.charset and not _is_charset(media.charset):
        raise _unsupported(
            f"the charset {media.charset[:_MAX_QUOTED_CHARS]!r} is unknown: name a known one, or "
            "none to have it found out"
        )
    return media


def _unsupported(what: str) -> Rejected:
    return Rejected(Reason.UNSUPPORTED_CONTENT_TYPE, what)


def _is_blank(text: str) -> bool:
    return not text or text.isspace()


def _is_charset(name: str) -> bool:
    try:
        "a".encode(name)  # refuses codecs that make no text, such as rot13
    except (LookupError, ValueError):
        return False
    return True


def _said(origin: Origin, dump: RawDump | None) -> Origin:
    """Return what is said of a dump: the parser, too, takes what the dump itself says first."""
    if dump is None:
        return origin
    return Origin(
        id=dump.id or origin.id,
        source=dump.source or origin.source,
        url=dump.url or origin.url,
        time=dump.fetched_at or origin.time,
        passed_on=origin.passed_on,
    )


def _check_origin(said: Origin) -> None:
    if said.url and not is_web_url(said.url):
        raise Rejected(
            Reason.INVALID_DUMP,
            f"the url {said.url[:_MAX_QUOTED_CHARS]!r} is no absolute http or https URL without "
            f"spaces, of {MAX_URL_CHARS} characters at most: correct it, or leave it out",
        )
    for name, text in (("id", said.id), ("source", said.source)):
        if text and len(text) > MAX_NAME_CHARS:
            raise Rejected(
                Reason.INVALID_DUMP,
                f"the {name} has {len(text)} characters, the limit is {MAX_NAME_CHARS}: shorten it",
            )


def is_web_url(url: str) -> bool:
    """Tell whether this is an absolute http or https URL, of a length that headers can take."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    plain = len(url) <= MAX_URL_CHARS and not _NOT_IN_URLS.search(url)
    return parts.scheme in {"http", "https"} and bool(host) and plain


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
