"""Makes dead letters, of what fits at least, and undoes them for a replay."""

from __future__ import annotations

import traceback

from schemas import dead_letters as names
from schemas.dead_letters import CUT_HEADERS, ERROR_HEADERS, Reason
from schemas.topics import DEAD_LETTERS
from services.records.last_resort import fitted
from services.records.record import Header, Message, Record, Rejected
from services.records.version import VERSION

_MAX_STACKTRACE = 16_000
_MAX_MESSAGE = 2_000

_OWN = ERROR_HEADERS | CUT_HEADERS


def dead_letter(record: Record, error: Exception, *, stage: str) -> Message:
    """Return the dead letter of a record: untouched, with the error in its headers.

    `error` is a `Rejected`, or what nobody foresaw (reason ``internal-error``). A record that
    does not fit the dead letters' topic is cut (see `last_resort`).
    """
    whole = Message(
        topic=DEAD_LETTERS,
        key=record.key,
        value=record.value,
        headers=(*without_error(record.headers), *_error_headers(record, error, stage)),
        timestamp=record.timestamp,
    )
    return fitted(whole, DEAD_LETTERS.max_message_bytes)


def without_error(headers: tuple[Header, ...]) -> tuple[Header, ...]:
    """Return the original's own headers."""
    return tuple((name, value) for name, value in headers if name not in _OWN)


def _error_headers(record: Record, error: Exception, stage: str) -> tuple[Header, ...]:
    message = str(error) or type(error).__name__
    if isinstance(error, Rejected):
        reason, trace = error.reason, traceback.format_exception_only(error)
    else:
        reason, trace = Reason.INTERNAL_ERROR, traceback.format_exception(error)
    fields = {
        names.EXCEPTION: f"{type(error).__module__}.{type(error).__qualname__}",
        names.MESSAGE: message[:_MAX_MESSAGE],
        names.STACKTRACE: "".join(trace)[-_MAX_STACKTRACE:],
        names.TOPIC: record.topic,
        names.PARTITION: str(record.partition),
        names.OFFSET: str(record.offset),
        names.STAGE: stage,
        names.REASON: reason.value,
        names.VERSION: VERSION,
    }
    # A message may quote any text, lone surrogates too, which UTF-8 cannot hold.
    return tuple((name, value.encode(errors="replace")) for name, value in fields.items())
