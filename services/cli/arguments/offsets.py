"""Offsets, as people write them on a command line."""

from __future__ import annotations

import re
from typing import Any

import click
from click.shell_completion import CompletionItem
from typing_extensions import override

from services.runtime.kafka.readers.selection import EARLIEST, LATEST, Start

_MAX_OFFSET = 2**63 - 1
"""Kafka counts in 64 bits."""

_WORDS = {
    "earliest": EARLIEST,
    "latest": LATEST,
    # As kcat and rpk call them.
    "beginning": EARLIEST,
    "start": EARLIEST,
    "end": LATEST,
}


def start_at(text: str) -> Start | None:
    """Return where an offset says to begin, None if it is no offset."""
    if word := _WORDS.get(text.lower()):
        return word
    if not re.fullmatch(r"-?[0-9]{1,19}", text) or abs(int(text)) > _MAX_OFFSET:
        return None
    number = int(text)
    if not text.startswith("-"):
        return Start("at", number)
    return Start("last", -number) if number else LATEST


class Offset(click.ParamType):
    """Where to begin: earliest, latest, an offset, or minus so many records."""

    name = "offset"

    @override
    def convert(self, value: Any, param: Any, ctx: Any) -> Start:
        """Return the start."""
        if isinstance(value, Start):
            return value
        if (found := start_at(str(value))) is None:
            self.fail(
                f"{value!r} is no offset: write earliest, latest, an offset such as 42, or -10 "
                "for the last ten records",
                param,
                ctx,
            )
        return found

    @override
    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[CompletionItem]:
        """Return the words that are meant."""
        words = ("earliest", "latest")
        return [CompletionItem(word) for word in words if word.startswith(incomplete)]
