"""What logs say of a dead letter: which record, and why, but nothing of the page.

The dead letter itself has all of it: message, traceback and the record.
"""

from __future__ import annotations

import re
import traceback

from schemas.dead_letters import Reason
from schemas.headers import CE_ID, TRACEPARENT
from services.records.record import Record, Rejected
from services.runtime.process.logging import get_logger

log = get_logger(__name__)

_TRACEPARENT = re.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
"""Version, trace id, span id and flags. Source: W3C Trace Context, 3.2."""

_FRAMES = 5
"""The innermost of a traceback that are logged."""


def tell_rejected(record: Record, error: Rejected) -> None:
    """Log a record that is rejected for a reason that was foreseen."""
    log.info("dead-letter", **_ids(record), reason=error.reason, message=error.message)


def tell_ended(record: Record, error: Rejected) -> None:
    """Log a record that is given up for what it or the brokers did."""
    log.warning("dead-letter", **_ids(record), reason=error.reason)


def tell_unforeseen(record: Record, error: Exception) -> None:
    """Log an error that nobody foresaw: where, and its type; its message may quote the page."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    log.error(
        "dead-letter",
        **_ids(record),
        reason=Reason.INTERNAL_ERROR,
        error=type(error).__qualname__,
        frames=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        action="`tagwire dead-letters show` has the message and the whole traceback",
    )


def _ids(record: Record) -> dict[str, str]:
    """Return the record's position, and its dump's id and trace where it names them."""
    told = {"record": record.position}
    if dump := record.header(CE_ID):
        told["dump"] = dump
    if trace := _TRACEPARENT.fullmatch(record.header(TRACEPARENT) or ""):
        told["trace_id"] = trace[1]
    return told
