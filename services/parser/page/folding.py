"""Wordings made comparable: case, forms of letters and marks around them do not count."""

from __future__ import annotations

import unicodedata

_TITLE_EDGES = ' :\u203a»«<>|·•【】■▼▽#*"“”„…→-\u2013\u2014'
"""Marks and white space that stand around the titles of lists."""


def fold_title(text: str) -> str:
    """Return the text as titles are compared: without case, marks around it and white space."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u0307", "")
    return " ".join(plain.replace("\u2019", "'").split()).strip(_TITLE_EDGES)
