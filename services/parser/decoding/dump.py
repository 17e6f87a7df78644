"""The parser's input: one dump, decoded, with what is known of its origin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Dump:
    """A decoded news page.

    `fetched_at` is what the producer said (ISO 8601, as `schemas.events.Timestamp`);
    `received_at` is when the dump reached us: nothing on the page can be later, and
    it serves for nothing else.
    """

    dump_id: str
    text: str
    format: Literal["text", "html"]
    source: str | None = None
    url: str | None = None
    fetched_at: str | None = None
    received_at: datetime | None = None
