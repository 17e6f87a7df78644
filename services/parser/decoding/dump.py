"""The parser's input: one page with what is known of its origin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Dump:
    """A news page: its text or, of a format that is none, its bytes.

    `fetched_at` is what the producer said (ISO 8601, as `schemas.events.Timestamp`);
    `received_at` is when the dump reached us: nothing on the page can be later, and
    it serves for nothing else.
    """

    dump_id: str
    text: str
    format: str
    """The name of a `Format`."""
    source: str | None = None
    url: str | None = None
    fetched_at: str | None = None
    received_at: datetime | None = None
    day_first: bool | None = None
    """Whether 04/05/2025 is in May, where it is known from elsewhere."""
    data: bytes = b""
    """The page as it came, of a format that is no text; `text` is empty then."""

    @property
    def site(self) -> list[str]:
        """The page's site, as its producer names it: a name or a host, and an address."""
        return [told for told in (self.source, self.url) if told]
