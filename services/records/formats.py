"""The formats of dumps: how each is named, sent and told, stated once.

What checks, reads or finds dumps goes by this table. The readers stand in
`services/parser/formats.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from schemas.events import DumpFormat

SNIFFED_BYTES = 16 * 1024
"""How much of a dump tells its format: a page's comments and declarations may stand before it."""

JSON_SUFFIXES = frozenset({".json"})
"""Files that hold one `RawDump`, whatever format is in it."""

JSON_LINES_SUFFIXES = frozenset({".jsonl", ".ndjson"})
"""Files that hold a `RawDump` on each line."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of dumps."""

    name: str
    media_type: str
    suffixes: frozenset[str]
    """Of files, in lower case."""
    begins: re.Pattern[str] | None = None
    """How it begins where nothing else tells it; bytes are matched as Latin-1."""
    article_format: DumpFormat = "text"
    """What `Article.format` says of it: the contract has no other values, and may get none."""
    is_text: bool = True
    """It is decoded before it is read. Other formats reach their reader as bytes."""


TEXT = Format("text", "text/plain", frozenset({".txt", ".text", ".md"}))

HTML = Format(
    "html",
    "text/html",
    frozenset({".html", ".htm", ".xhtml", ".shtml"}),
    begins=re.compile(
        r"\ufeff*+\s*+(?:(?><!--.*?-->|<\?.*?>)\s*+)*+"
        r"<(?:!doctype\s+html|html|head|title|meta|body|main|article|section|header|div|p|h[1-6]|"
        r"table|ul|span|script|style)\b",
        re.IGNORECASE | re.DOTALL,
    ),
    article_format="html",
)

FORMATS = (TEXT, HTML)
"""All formats; text comes first: it is what nothing else is."""

BY_NAME = {known.name: known for known in FORMATS}
BY_MEDIA_TYPE = {known.media_type: known for known in FORMATS}
BY_SUFFIX = {suffix: known for known in FORMATS for suffix in known.suffixes}

PAGE_SUFFIXES = BY_SUFFIX.keys() | JSON_SUFFIXES | JSON_LINES_SUFFIXES
"""Suffixes of all files that hold dumps."""


def format_of_text(text: str) -> Format:
    """Return the format that a text is by its beginning."""
    return _first(text[:SNIFFED_BYTES], is_text=True) or TEXT


def format_of_bytes(data: bytes) -> Format | None:
    """Return the format that is no text and that the bytes are by their beginning, if any."""
    return _first(data[:SNIFFED_BYTES].decode("latin-1"), is_text=False)


def _first(start: str, *, is_text: bool) -> Format | None:
    likely = (known for known in FORMATS if known.begins and known.is_text == is_text)
    return next((known for known in likely if known.begins and known.begins.match(start)), None)
