"""The marks that end a sentence, and those that may stand after its end."""

from __future__ import annotations

FINAL = frozenset(".!?…。！？।؟")  # noqa: RUF001  as printed
"""Marks that end a sentence, in the scripts of news."""

QUOTES = "\"'”’»“)]」』） "  # noqa: RUF001  as printed
"""What may stand after the end of a sentence."""


def is_finished(text: str) -> bool:
    """Tell whether the text ends as a sentence does."""
    return text.rstrip(QUOTES)[-1:] in FINAL
