"""The text that the encoder reads of an item, as `encoder.json` tells the classifier too."""

from __future__ import annotations

import re

SEPARATOR = ". "
"""Stands between headline and body."""

PARAGRAPH_SEPARATOR = " "

BODY_CHARACTERS = 600
"""Characters of the body that are read: measured, more or less of them changes nothing."""

MAX_TOKENS = 112
"""Tokens that are read, the two that frame a text among them: 600 characters and a headline."""

LEAD_CHARACTERS = 300
"""A body shorter than this is a lead, no whole article: it is calibrated by itself."""

_SITE_NAME = re.compile(r"\s+(?:[|\u2013\u2014]|-{1,2})\s+(?P<site>[^|\u2013\u2014]{2,40})$")


def input_text(headline: str, body: str) -> str:
    """Return what the encoder reads: the headline, and the beginning of the body."""
    read = body[:BODY_CHARACTERS]
    return f"{headline}{SEPARATOR}{read}" if headline and read else headline or read


def input_kind(body: str) -> str:
    """Return the kind of input by its body: `headline`, `lead` or `article`."""
    if not body:
        return "headline"
    return "lead" if len(body) < LEAD_CHARACTERS else "article"


def without_site(headline: str, source: str | None) -> str:
    """Return the headline without the name of the item's source behind it."""
    found = _SITE_NAME.search(headline)
    if not found or not source:
        return headline
    site = found["site"].casefold()
    is_source = site in source.casefold() or source.casefold() in site
    return headline[: found.start()] if is_source else headline
