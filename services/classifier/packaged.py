"""The data files that come with the classifier."""

from __future__ import annotations

from importlib import resources


def packaged(name: str) -> bytes:
    """Return the content of a file of this package."""
    return resources.files("services.classifier").joinpath(name).read_bytes()
