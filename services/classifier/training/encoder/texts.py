"""The text that the encoder reads of an item, as `encoder.json` tells the classifier too."""

from __future__ import annotations

SEPARATOR = ". "
"""Stands between headline and body."""

PARAGRAPH_SEPARATOR = " "

BODY_CHARACTERS = 600
"""Characters of the body that are read: measured, more or less of them changes nothing."""

MAX_TOKENS = 112
"""Tokens that are read, the two that frame a text among them: 600 characters and a headline."""

LEAD_CHARACTERS = 300
"""A body shorter than this is a lead, no whole article: it is calibrated by itself."""


def input_text(headline: str, body: str) -> str:
    """Return what the encoder reads: the headline, and the beginning of the body."""
    read = body[:BODY_CHARACTERS]
    return f"{headline}{SEPARATOR}{read}" if headline and read else headline or read


def input_kind(body: str) -> str:
    """Return the kind of input by its body: `headline`, `lead` or `article`."""
    if not body:
        return "headline"
    return "lead" if len(body) < LEAD_CHARACTERS else "article"
