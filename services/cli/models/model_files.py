"""Models by name: the packaged ones, packs and model files, and what stands in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from services.classifier.chosen import chosen_pack
from services.classifier.model import read_model
from services.classifier.pack import Pack
from services.classifier.packaged import load_pack, packaged
from services.classifier.scoring import LinearScorer
from services.runtime.process.chosen_tags import PACKAGED, PACKAGED_LINEAR
from services.runtime.process.errors import SetupError

_REPORT = "report"
_ENCODER, _LINEAR = "encoder/encoder.json", "model.json"
"""What says of a pack's model what it is."""


def open_pack(name: str) -> Pack:
    """Return the pack of that name or folder, or the packaged rules with the model of that file.

    Raises:
        SetupError: it cannot be read, or is neither pack nor model file.

    """
    if name in {PACKAGED, PACKAGED_LINEAR} or Path(name).is_dir():
        return chosen_pack(name)
    try:
        return replace(load_pack(), scorer=LinearScorer(read_model(_read(Path(name)))))
    except ValueError as error:
        raise SetupError(f"{name} is no model file: {error}") from None


def model_data(name: str) -> bytes:
    """Return the file of a model that says what it is.

    Raises:
        SetupError: as `open_pack`.

    """
    open_pack(name)
    if name == PACKAGED_LINEAR:
        return packaged(_LINEAR)
    if name == PACKAGED:
        return packaged(_ENCODER)
    path = Path(name)
    if not path.is_dir():
        return _read(path)
    encoder = path / _ENCODER
    return _read(encoder if encoder.exists() else path / _LINEAR)


def describe(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what the file says of itself: its plain fields, the sizes of the others, its report."""
    fields = orjson.loads(data)
    for name, value in fields.items():
        if name != _REPORT:
            yield name, f"{len(value):,}" if isinstance(value, dict | list) else str(value)
    yield from _numbers(_REPORT, fields.get(_REPORT, {}))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SetupError(f"{path} cannot be read: {error.strerror}") from None


def _numbers(path: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """Yield the single values in a report, each with its path; lists only by their lengths."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _numbers(f"{path}.{name}", inner)
    elif isinstance(value, list):
        yield path, f"list of {len(value):,}"
    else:
        yield path, f"{value:.4g}" if isinstance(value, float) else str(value)
