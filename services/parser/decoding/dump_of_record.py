"""From a record, or its JSON form, to a `Dump`: what it is, where it came from, its text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

from schemas import headers
from schemas.dead_letters import Reason
from schemas.events import RawDump, is_timestamp
from schemas.identity import canonical_url
from schemas.topics import MAX_DUMP_BYTES
from services.parser.decoding.characters import clean, is_blank, repaired
from services.parser.decoding.charsets import decode_text
from services.parser.decoding.dump import Dump
from services.records.media_types import HTML, TEXT, media_type
from services.records.raw_dumps import read_raw_dump
from services.records.record import Record, Rejected

Format = Literal["text", "html"]

_FORMATS: dict[str, Format] = {TEXT: "text", HTML: "html"}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_LIKE_JSON = re.compile(r'\s*\{\s*"')
_LIKE_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|title|meta|body|main|article|section|header|div|p|h[1-6]|"
    r"table|ul|span|script|style)\b",
    re.IGNORECASE,
)
_BEFORE_MARKUP = re.compile(r"\s*(?:(?:<!--.*?-->|<\?.*?>)\s*)*", re.DOTALL)
_SNIFF_WITHIN = 16 * 1024


def read_dump(record: Record) -> Dump:
    """Return the record's page as text, with what headers and JSON say of its origin.

    What a JSON `RawDump` says goes before the headers. Raises `Rejected` with the reasons
    empty-dump, too-large, unsupported-content-type, undecodable, invalid-json, invalid-dump.
    """
    value = record.value or b""
    _check_size(len(value))
    media = media_type(record.header(headers.CONTENT_TYPE))
    text = _decoded(value, media.charset)
    return from_raw_dump(
        _with_headers(_raw_dump(text, media.name), record),
        dump_id=record.header(headers.CE_ID) or record.position,
        received_at=_received_at(record.timestamp),
    )


def from_raw_dump(raw: RawDump, *, dump_id: str, received_at: datetime | None) -> Dump:
    """Return the dump of a `RawDump`; `dump_id` serves where it has no id of its own.

    Raises `Rejected` with the reasons empty-dump, too-large, unsupported-content-type.
    """
    body = raw.html or raw.text or ""
    _check_size(len(body))
    if is_blank(body):
        raise _empty()
    return Dump(
        dump_id=raw.id or dump_id,
        text=clean(repaired(body)),
        format=_format(raw),
        source=raw.source or None,
        url=raw.url if canonical_url(raw.url) else None,
        fetched_at=raw.fetched_at,
        received_at=received_at,
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
    # Before decoding: a record of NULs alone is empty, not undecodable.
    if not value.strip(b"\0 \t\r\n"):
        raise _empty()
    text = decode_text(value, charset)
    if text is None:
        raise Rejected(
            Reason.UNDECODABLE,
            "no charset makes text of these bytes: send text as UTF-8, or name its charset"
            " in the content-type header",
        )
    return text.removeprefix("\ufeff")


def _raw_dump(text: str, media: str) -> RawDump:
    if media in _FORMATS:
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


def _with_headers(raw: RawDump, record: Record) -> RawDump:
    return raw.model_copy(
        update={
            "source": raw.source or record.header(headers.CE_SOURCE),
            "url": raw.url or record.header(headers.CE_SUBJECT),
            "fetched_at": raw.fetched_at or _timestamp(record.header(headers.CE_TIME)),
        }
    )


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
        return "html"
    return _FORMATS.get(media_type(raw.content_type).name) or (
        "html" if _is_markup(raw.text or "") else "text"
    )


def _is_markup(text: str) -> bool:
    start = text[:_SNIFF_WITHIN].lstrip("\ufeff")
    before = _BEFORE_MARKUP.match(start)
    return _LIKE_HTML.match(start, before.end() if before else 0) is not None
