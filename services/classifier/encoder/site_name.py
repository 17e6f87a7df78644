"""The name of its site behind a headline, which says nothing of the story."""

from __future__ import annotations

import re

_SITE_NAME = re.compile(r"\s+(?:[|\u2013\u2014]|-{1,2})\s+(?P<site>[^|\u2013\u2014]{2,40})$")
_OTHER = re.compile(r"[\W_]+")
_MIN_LETTERS = 3
"""Fewer may stand in the name of any source."""


def without_site(headline: str, source: str | None) -> str:
    """Return the headline without the name of its source, which may be a host, behind it."""
    found = _SITE_NAME.search(headline)
    if not found or not source:
        return headline
    return headline[: found.start()] if _is_of(found["site"], source) else headline


def _is_of(site: str, source: str) -> bool:
    name = _letters(site)
    parts = (_letters(part) for part in source.split("."))
    known = any(part in name for part in parts if len(part) >= _MIN_LETTERS)
    return known or (len(name) >= _MIN_LETTERS and name in _letters(source))


def _letters(text: str) -> str:
    return _OTHER.sub("", text.casefold())
