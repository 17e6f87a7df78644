"""A batch as one JSON array."""

from __future__ import annotations

import re

import orjson

from schemas.dead_letters import Reason
from services.records.record import Rejected

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_MAX_STRINGS = 200_000
_MAX_STRUCTURE_BYTES = 1024 * 1024  # bytes that are no text: each value costs some 60 in memory


def elements(array: bytes) -> list[bytes]:
    """Return the elements of a JSON array, each as JSON.

    Raises:
        Rejected: ``invalid-json``, or ``too-large`` for more values than dumps can have.

    """
    if len(_STRING.sub(b"", array, count=_MAX_STRINGS)) > _MAX_STRUCTURE_BYTES:
        raise Rejected(
            Reason.TOO_LARGE,
            "the array holds too many values: send JSON lines, with the fields of a RawDump alone",
        )
    try:
        found = orjson.loads(array)
    except orjson.JSONDecodeError:
        raise Rejected(
            Reason.INVALID_JSON,
            "the JSON array cannot be read (is it cut off?): send it whole, or a RawDump in JSON "
            "on each line",
        ) from None
    return [orjson.dumps(element) for element in found]
