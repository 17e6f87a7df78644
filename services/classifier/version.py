"""The version that a tagged article carries: of the model, and of the rules beside it."""

from __future__ import annotations

import hashlib
from functools import cache

from services.classifier.packaged import packaged

_RULES = ("subjects.json", "temporality.json")
_DIGITS = 8


def signature(model_version: str) -> str:
    """Return the model's version with a digest of the rules for subjects and temporality.

    A change of either shows in every record.
    """
    return f"{model_version}.{_digest()}"


@cache
def _digest() -> str:
    rules = b"".join(map(packaged, _RULES))
    return hashlib.sha256(rules).hexdigest()[:_DIGITS]
