"""The readers of dumps: one for each format of `services.records.formats`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from services.parser.decoding.dump import Dump
from services.parser.markup.read import read_html
from services.parser.page.extract import Extract
from services.parser.plain.read import read_text
from services.records.formats import HTML, TEXT

READERS: Mapping[str, Callable[[Dump], Extract]] = {
    TEXT.name: lambda dump: read_text(dump.text, day_first=dump.day_first),
    HTML.name: lambda dump: read_html(dump.text, day_first=dump.day_first, site=dump.site),
}
"""A format that is no text has a reader of `dump.data`."""
