"""Model files: the packaged one and others, and what stands in them besides the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from services.classifier.model import Model, read_model
from services.classifier.packaged import packaged
from services.runtime.process.errors import SetupError

PACKAGED = "packaged"
"""Names the model that comes with Tagwire."""

_REPORT = "report"


def open_model(name: str) -> tuple[Model, bytes]:
    """Return the model of that file, or the packaged one, and the file's bytes.

    Raises:
        SetupError: the file cannot be read, or is no model file.

    """
    data = _read(name)
    try:
        return read_model(data), data
    except ValueError as error:
        raise SetupError(f"{name} is no model file: {error}") from None


def describe(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what the file says of itself: its plain fields, the sizes of the others, its report."""
    fields = orjson.loads(data)
    for name, value in fields.items():
        if name != _REPORT:
            yield name, f"{len(value):,}" if isinstance(value, dict | list) else str(value)
    yield from _numbers(_REPORT, fields.get(_REPORT, {}))


def _read(name: str) -> bytes:
    try:
        if name == PACKAGED:
            return packaged("model.json")
        return Path(name).read_bytes()
    except OSError as error:
        raise SetupError(f"{name} cannot be read: {error.strerror}") from None


def _numbers(path: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """Yield the single values in a report, each with its path; lists only by their lengths."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _numbers(f"{path}.{name}", inner)
    elif isinstance(value, list):
        yield path, f"list of {len(value):,}"
    else:
        yield path, f"{value:.4g}" if isinstance(value, float) else str(value)
