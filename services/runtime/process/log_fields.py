"""What stands in a log event, made fit to be read: no text is long or steers a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from structlog.typing import EventDict

from services.foreign_text import cut, harmless

_MAX_TRACEBACK_LINES = 200
"""Of a traceback; Python itself leaves out what a recursion repeats."""

_TRACES = ("exception", "stack")
"""The fields whose text has lines."""


def cut_fields(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Cut every text of the event, however deep it stands (a processor of structlog)."""
    return _changed(event, cut)


def harmless_fields(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Make every text of the event harmless in a terminal (a processor of structlog)."""
    return _changed(event, harmless)


def _changed(event: EventDict, change: Callable[[str], str]) -> EventDict:
    return {
        name: _each_line(value, change)
        if name in _TRACES and isinstance(value, str)
        else _each_text(value, change)
        for name, value in event.items()
    }


def _each_line(text: str, change: Callable[[str], str]) -> str:
    return "\n".join(map(change, text.split("\n", _MAX_TRACEBACK_LINES)[:_MAX_TRACEBACK_LINES]))


def _each_text(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - any field
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _each_text(inner, change) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_each_text(inner, change) for inner in value]
    if value is None or isinstance(value, int | float):
        return value
    return change(repr(value))
