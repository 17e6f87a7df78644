"""What a request says of its dumps: CloudEvents headers (HTTP binding), or query parameters."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import unquote_plus

from schemas import headers as names
from schemas.dead_letters import Reason
from schemas.events import is_timestamp
from services.ingest.core import Origin
from services.ingest.refused import Refused
from services.records.record import Rejected

HEADERS = {"id": "ce-id", "source": "ce-source", "url": "ce-subject", "time": "ce-time"}
"""The header of each query parameter."""

_OF_ONE_DUMP = ("id", "url")
_MAX_QUOTED_CHARS = 100
"""Of what a producer sent, in an answer: enough to find it by."""


def origin_of(query: str, headers: Mapping[str, str]) -> Origin:
    """Return what is said of a single dump; `query` is as it was sent.

    What the dump says of itself goes before it.

    Raises:
        Refused: 400, a parameter is unknown, given twice, or given in two ways.
        Rejected: ``invalid-dump``, the time is none.

    """
    given = _given(query, headers)
    time = given.get("time")
    if time and not is_timestamp(time):
        raise Rejected(
            Reason.INVALID_DUMP,
            f"the time {_shown(time)} is not ISO 8601: write 2025-04-27T10:30:00Z",
        )
    traceparent = headers.get(names.TRACEPARENT)
    return Origin(
        id=given.get("id"),
        source=given.get("source"),
        url=given.get("url"),
        time=time,
        passed_on=((names.TRACEPARENT, _plain(traceparent).encode()),) if traceparent else (),
    )


def origin_of_batch(query: str, headers: Mapping[str, str]) -> Origin:
    """Return what is said of all dumps of a batch, as far as they say nothing of it themselves.

    Raises:
        Refused: 400, as for a single dump, or a parameter that only one dump can have.

    """
    origin = origin_of(query, headers)
    for name in _OF_ONE_DUMP:
        if getattr(origin, name):
            raise _wrong(
                f"{name} (or {HEADERS[name]}) cannot be the same for all dumps of a batch: give it "
                f'as "{name}" in each line'
            )
    return origin


def _given(query: str, headers: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    open_url = False  # a url that is not encoded may have parameters of its own
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        if name not in HEADERS:
            raise _unknown(name, found)
        if name in found:
            raise _wrong(f"the parameter {name} is given twice: give it once")
        if open_url:
            raise _wrong(
                f"is {name} a parameter of ours or of the url? Encode the url (its ? as %3F, "
                "its & as %26), as `curl --url-query` does"
            )
        open_url = name == "url" and "?" in value
        found[name] = _plain(unquote_plus(value, errors="replace"))
    found = {name: value for name, value in found.items() if value}
    for name, header in HEADERS.items():
        if (value := _plain(headers.get(header, ""))) and found.setdefault(name, value) != value:
            raise _wrong(f"{name} and the header {header} differ: give one of them")
    return found


def _unknown(name: str, found: Mapping[str, str]) -> Refused:
    known = ", ".join(HEADERS)
    if "url" in found:
        remedy = "if it belongs to the url, encode that (its ? as %3F, its & as %26)"
    elif close := difflib.get_close_matches(name[:_MAX_QUOTED_CHARS], HEADERS, n=1):
        remedy = f"did you mean {close[0]}?"
    else:
        remedy = f"there are {known}"
    return _wrong(f"there is no parameter {_shown(name)}: {remedy}")


def _wrong(detail: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, "invalid-parameter", detail)


def _shown(text: str) -> str:
    return repr(_plain(text)[:_MAX_QUOTED_CHARS])


def _plain(text: str) -> str:
    """Return text that can be written as UTF-8: aiohttp keeps other bytes as surrogates."""
    return text.encode(errors="surrogateescape").decode(errors="replace")
