"""The readers of dumps: one for each format of `services.records.formats`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schemas.events import DumpFormat
from services.parser.decoding.dump import Dump
from services.parser.markup.read import read_html
from services.parser.page.extract import Extract
from services.parser.plain.read import read_text

READERS: Mapping[DumpFormat, Callable[[Dump], Extract]] = {
    "text": lambda dump: read_text(dump.text),
    "html": lambda dump: read_html(dump.text),
}
"""A format that is no text has a reader of `dump.data`."""
