"""What is wrong with a setting, as a sentence: where it stands, and what it may be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.fields import FieldInfo

from services.runtime.process.configuration.broker_addresses import without_credentials
from services.runtime.process.configuration.setting_fields import allowed, example, is_secret

MEANT_RATIO = 0.75
"""How much of a misspelt name must be right, by difflib's ratio, to tell what was meant."""

_MAX_VALUE_CHARS = 200
"""Of a wrong value that a complaint shows: two lines of a terminal."""


def complaint(place: str, field: FieldInfo, error: Mapping[str, Any]) -> str:
    """Return a sentence on a setting's value that pydantic refuses.

    `place` shows where the value stands, with ``{}`` for it. A secret is not shown.
    """
    shown = place.replace("{}", "…" if is_secret(field) else _shown(error["input"]))
    if error["type"] == "value_error":
        return f"{shown}: {error['ctx']['error']}"
    such_as = example(field)
    return f"{shown}: it must be {allowed(field)}{f', such as {such_as}' if such_as else ''}"


def meant(name: str, known: Iterable[str], *, ratio: float = MEANT_RATIO) -> str | None:
    """Return the known name that a misspelt one is most like, None if it is like none."""
    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=ratio)), None)


def _shown(value: object) -> str:
    text = without_credentials(str(value))
    text = text if text.isprintable() else repr(text)
    return text if len(text) <= _MAX_VALUE_CHARS else f"{text[:_MAX_VALUE_CHARS]}…"
