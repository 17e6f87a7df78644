"""Reads the JSON form of a dump, with errors that tell the producer what to change."""

from __future__ import annotations

from pydantic import ValidationError

from schemas.dead_letters import Reason
from schemas.events import RawDump, decode
from services.records.formats import BY_MEDIA_TYPE
from services.records.record import Rejected

_MAX_FAULT_CHARS = 100  # characters for each fault, which may quote the field


def read_raw_dump(data: bytes) -> RawDump:
    """Read a `RawDump` from JSON.

    Raises:
        Rejected: ``invalid-json``, or ``invalid-dump`` for JSON of another shape.

    """
    try:
        return decode(RawDump, data)
    except ValidationError as error:
        if error.errors(include_url=False, include_input=False)[0]["type"] == "json_invalid":
            raise Rejected(
                Reason.INVALID_JSON, "the JSON cannot be read (is it cut off?): send it whole"
            ) from None
        raise Rejected(
            Reason.INVALID_DUMP,
            f"{complaint('a RawDump', error)}. Correct this, or send the page itself as "
            f"{' or '.join(BY_MEDIA_TYPE)}",
        ) from None


def complaint(wanted: str, error: ValidationError) -> str:
    """Return in one line which fields of an event are wrong, and how."""
    faults = [
        ": ".join(filter(None, [".".join(map(str, fault["loc"])), _message(fault["msg"])]))
        for fault in error.errors(include_url=False, include_input=False)[:5]
    ]
    return f"the JSON is not {wanted}: {'; '.join(faults)}"


def _message(text: str) -> str:
    return text.removeprefix("Value error, ")[:_MAX_FAULT_CHARS]
