"""Markup in scripts: the article of a page that a script builds is a string within it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

# Never goes back, and takes what is left where a string is not closed: linear on any script.
_STRING = re.compile(r'"((?:[^"\\]+|\\.)*+)("|\\?\Z)', re.DOTALL)
_PARAGRAPH = re.compile(r"(?:<|\\u003c)p[\s>\\]", re.IGNORECASE)
_MIN_MARKUP_CHARS = 500
"""Of a string that may be an article: shorter ones are captions and prompts. Set by hand."""
_MAX_SCRIPT_CHARS = 4_000_000


def embedded_markup(scripts: Iterable[str]) -> str | None:
    """Return the longest string of the scripts that has paragraphs of HTML, None without one."""
    strings = (
        found
        for script in scripts
        if len(script) <= _MAX_SCRIPT_CHARS and _PARAGRAPH.search(script)
        for found, closed in _STRING.findall(script)
        if closed == '"' and len(found) >= _MIN_MARKUP_CHARS and _PARAGRAPH.search(found)
    )
    longest = max(strings, key=len, default=None)
    return _unquoted(longest) if longest else None


def _unquoted(string: str) -> str | None:
    try:
        return str(json.loads(f'"{string}"', strict=False))
    except ValueError:
        return None
