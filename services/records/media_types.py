"""Which media types a dump may have, and how its content-type header is read."""

from __future__ import annotations

import re
from typing import NamedTuple

from schemas.dead_letters import Reason
from schemas.headers import JSON
from services.records.formats import BY_MEDIA_TYPE
from services.records.record import Rejected

SNIFFED = "application/octet-stream"
SUPPORTED = (*BY_MEDIA_TYPE, JSON, SNIFFED)
"""All that a record's content-type header may say."""

FORM = "application/x-www-form-urlencoded"
"""What curl says of any file."""

_MEDIA_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)\s*(?:;(.*))?", re.DOTALL)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)


class MediaType(NamedTuple):
    """A media type in lower case, and the charset that goes with it, if any."""

    name: str
    charset: str | None = None


def media_type(header: str | None) -> MediaType:
    """Return what a content-type header says; absent or malformed, the dump is sniffed.

    Raises:
        Rejected: ``unsupported-content-type``.

    """
    found = _MEDIA_TYPE.fullmatch(header or "")
    if found is None:
        return MediaType(SNIFFED)
    name = found.group(1).lower()
    if name == FORM:
        return MediaType(SNIFFED)
    if name not in SUPPORTED:
        raise Rejected(
            Reason.UNSUPPORTED_CONTENT_TYPE,
            f"content type {name[:100]!r} is not supported: send {', '.join(SUPPORTED)}",
        )
    charset = _CHARSET.search(found.group(2) or "")
    return MediaType(name, charset.group(1) if charset else None)


def bare_name(header: str | None) -> str | None:
    """Return the name of a media type in lower case, supported or not; None if it has no form."""
    found = _MEDIA_TYPE.fullmatch(header or "")
    return found.group(1).lower() if found else None


def is_json(header: str) -> bool:
    """Tell whether a content-type header says JSON, of any kind."""
    name = bare_name(header) or ""
    return name == JSON or name.endswith("+json")
