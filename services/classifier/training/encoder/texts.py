"""The text that the encoder reads of an item: by the rules that the classifier reads by too."""

from __future__ import annotations

from services.classifier.encoder import input_text as run_time
from services.classifier.encoder.encoder_file import Kind, TextRules

RULES = TextRules(separator=". ", paragraph_separator=" ", body_characters=600)
"""How an input is made: measured, more or less of the body changes nothing."""

MAX_TOKENS = 112
"""Tokens that are read, the two that frame a text among them: 600 characters and a headline."""

LEAD_CHARACTERS = 300
"""A body shorter than this is a lead, no whole article: it is calibrated by itself."""


def input_text(headline: str, body: str) -> str:
    """Return what the encoder reads: the headline, and the beginning of the body."""
    return run_time.joined(headline, body, RULES)


def input_kind(body: str) -> Kind:
    """Return the kind of input by its body: `headline`, `lead` or `article`."""
    return run_time.kind_of(len(body), LEAD_CHARACTERS)
