"""CloudEvents as JSON (structured mode, cloudevents/spec: formats/json-format.md) to dumps."""

from __future__ import annotations

import base64
from typing import Any, NamedTuple

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from schemas import headers as names
from schemas.dead_letters import Reason
from schemas.events import GivenTimestamp
from services.ingest.core import Origin
from services.records.media_types import is_json
from services.records.raw_dumps import complaint
from services.records.record import Rejected

STRUCTURED = "application/cloudevents+json"
BATCHED = "application/cloudevents-batch+json"


class Unwrapped(NamedTuple):
    """A dump out of its event."""

    body: bytes
    content_type: str | None
    origin: Origin


class _CloudEvent(BaseModel):
    model_config = ConfigDict(extra="ignore")

    specversion: str
    id: str
    source: str
    type: str
    subject: str | None = None
    time: GivenTimestamp | None = None
    datacontenttype: str | None = None
    data: Any = None
    data_base64: str | None = None


def unwrapped(event: bytes, default: Origin) -> Unwrapped:
    """Return the dump in an event; `default` serves where the event says nothing.

    Raises:
        Rejected: ``invalid-json``, ``invalid-dump`` for what is no event, ``empty-dump``.

    """
    try:
        found = _CloudEvent.model_validate_json(event)
    except ValidationError as error:
        if error.errors(include_url=False, include_input=False)[0]["type"] == "json_invalid":
            raise Rejected(
                Reason.INVALID_JSON, "the JSON cannot be read (is it cut off?): send it whole"
            ) from None
        raise Rejected(Reason.INVALID_DUMP, complaint("a CloudEvent", error)) from None
    body, content_type = _content(found)
    origin = Origin(
        id=found.id or default.id,
        source=found.source or default.source,
        url=found.subject or default.url,
        time=found.time or default.time,
        passed_on=default.passed_on,
    )
    return Unwrapped(body, content_type, origin)


def _content(event: _CloudEvent) -> tuple[bytes, str | None]:
    if event.data_base64 is not None:
        try:
            return base64.b64decode(event.data_base64, validate=True), event.datacontenttype
        except ValueError:  # binascii.Error is one
            raise Rejected(Reason.INVALID_DUMP, "data_base64 is no base64: encode it") from None
    if isinstance(event.data, str):  # a page, also where it is said to be JSON
        json = is_json(event.datacontenttype or names.JSON)
        return event.data.encode(errors="replace"), None if json else event.datacontenttype
    if event.data is None:
        raise Rejected(
            Reason.EMPTY_DUMP, "the event is empty: give the page as data or data_base64"
        )
    return orjson.dumps(event.data), names.JSON
