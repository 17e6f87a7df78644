"""From a record, or its JSON form, to a `Dump`: what it is, where it came from, its text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from schemas import headers
from schemas.dead_letters import Reason
from schemas.events import RawDump, is_timestamp
from schemas.identity import canonical_url
from schemas.topics import MAX_DUMP_BYTES
from services.parser.decoding.characters import clean, is_blank, repaired
from services.parser.decoding.charsets import decode_text
from services.parser.decoding.dump import Dump
from services.records.formats import (
    BY_MEDIA_TYPE,
    HTML,
    Format,
    format_of_bytes,
    format_of_text,
)
from services.records.media_types import SNIFFED, media_type
from services.records.raw_dumps import read_raw_dump
from services.records.record import Record, Rejected

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_LIKE_JSON = re.compile(r'\s*\{\s*"')


def read_dump(record: Record) -> Dump:
    """Return the record's page, with what headers and JSON say of its origin.

    What a JSON `RawDump` says goes before the headers. Raises `Rejected` with the reasons
    empty-dump, too-large, unsupported-content-type, undecodable, invalid-json, invalid-dump.
    """
    value = record.value or b""
    _check_size(len(value))
    media = media_type(record.header(headers.CONTENT_TYPE))
    if not value.strip(b"\0 \t\r\n"):  # before decoding: NULs alone are empty, not undecodable
        raise _empty()
    binary = _binary_format(value, media.name)
    if binary:
        dump = Dump("", "", binary.name, data=value)
    else:
        dump = _from_raw_dump(_raw_dump(_decoded(value, media.charset), media.name))
    return _with_headers(dump, record)


def _binary_format(value: bytes, media: str) -> Format | None:
    """Return the format, declared or else told by its beginning, if it is none of text."""
    if media == SNIFFED:
        return format_of_bytes(value)
    declared = BY_MEDIA_TYPE.get(media)
    return declared if declared and not declared.is_text else None


def _from_raw_dump(raw: RawDump) -> Dump:
    body = raw.html or raw.text or ""
    _check_size(len(body))
    if is_blank(body):
        raise _empty()
    return Dump(
        dump_id=raw.id or "",
        text=clean(repaired(body)),
        format=_format(raw).name,
        source=raw.source,
        url=raw.url,
        fetched_at=raw.fetched_at,
    )


def _with_headers(dump: Dump, record: Record) -> Dump:
    """Return the dump with what headers and position say where it says nothing itself."""
    url = dump.url or record.header(headers.CE_SUBJECT)
    return replace(
        dump,
        dump_id=dump.dump_id or record.header(headers.CE_ID) or record.position,
        source=dump.source or record.header(headers.CE_SOURCE) or None,
        url=url if canonical_url(url) else None,
        fetched_at=dump.fetched_at or _timestamp(record.header(headers.CE_TIME)),
        received_at=_received_at(record.timestamp),
    )


def _check_size(size: int) -> None:
    if size > MAX_DUMP_BYTES:
        raise Rejected(
            Reason.TOO_LARGE,
            f"the dump has {size:,} bytes and the limit is {MAX_DUMP_BYTES:,}: send the page alone",
        )


def _empty() -> Rejected:
    return Rejected(Reason.EMPTY_DUMP, "the dump has no visible text: send the page's content")


def _decoded(value: bytes, charset: str | None) -> str:
    text = decode_text(value, charset)
    if text is None:
        raise Rejected(
            Reason.UNDECODABLE,
            "no charset makes text of these bytes: send text as UTF-8, or name its charset"
            " in the content-type header",
        )
    return text.removeprefix("\ufeff")


def _raw_dump(text: str, media: str) -> RawDump:
    if media in BY_MEDIA_TYPE:
        return RawDump(text=text, content_type=media)
    if media == headers.JSON:
        return _from_json(text)
    return _sniffed(text)


def _sniffed(text: str) -> RawDump:
    if text.lstrip()[:1] != "{":
        return RawDump(text=text)
    try:
        return _from_json(text)
    except Rejected as rejected:
        # Prose may begin with a brace; JSON that was cut off begins with a key.
        if rejected.reason is Reason.INVALID_JSON and not _LIKE_JSON.match(text):
            return RawDump(text=text)
        raise


def _from_json(text: str) -> RawDump:
    if is_blank(text):
        raise _empty()
    return read_raw_dump(text.strip().encode(errors="replace"))


def _timestamp(text: str | None) -> str | None:
    return text if text and is_timestamp(text) else None


def _received_at(milliseconds: int | None) -> datetime | None:
    if milliseconds is None or milliseconds < 0:  # Kafka writes -1 for "no timestamp"
        return None
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def _format(raw: RawDump) -> Format:
    if raw.html is not None:
        return HTML
    media = media_type(raw.content_type).name
    told = BY_MEDIA_TYPE.get(media) or format_of_text(raw.text or "")
    if not told.is_text:
        raise Rejected(
            Reason.UNSUPPORTED_CONTENT_TYPE,
            f"a RawDump holds text, and {media} is none: send the file as the record's value",
        )
    return told
