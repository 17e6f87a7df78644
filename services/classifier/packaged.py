"""The model pack that comes with the classifier."""

from __future__ import annotations

from functools import cache
from importlib import resources

from services.classifier.pack import Pack, read_pack

_FOLDER = resources.files("services.classifier") / "model_pack"


def packaged(name: str) -> bytes:
    """Return the content of a file of the packaged model pack."""
    return (_FOLDER / name).read_bytes()


@cache
def load_pack() -> Pack:
    """Return the packaged model pack; it is read once."""
    return read_pack(_FOLDER)


@cache
def load_linear_pack() -> Pack:
    """Return the packaged model pack with its linear model in place of the encoder."""
    return read_pack(_FOLDER, linear=True)
