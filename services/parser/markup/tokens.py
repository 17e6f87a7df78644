"""Markup cut into tokens, as far as is needed to count what a parser would open.

Source: the HTML standard, "tokenization". Nothing here goes back: one pass over any markup.
Foreign content (SVG, MathML), where scripts and styles are read as markup, is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

RAW = frozenset("script style title textarea xmp iframe noembed noframes".split())  # noqa: SIM905
"""Elements whose content is text up to their own end tag, whatever stands in it."""

SPACE = r"\t\n\f\r "
ATTRIBUTE = (
    rf"[{SPACE}/]*+(?:=[^{SPACE}/>=]*+|[^{SPACE}/>=]++)"
    rf"""(?:[{SPACE}]*+=[{SPACE}]*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|(?![>"'])[^{SPACE}>]*+|))?+"""
)
"""An attribute of a tag, with what stands before it."""

NAME = rf"[a-zA-Z][^{SPACE}/>]*+"
COMMENT = r"<!--(?:-?>|(?:[^-]++|-(?!-!?>))*+(?:--!?>|\Z)|\Z)"
BOGUS = r"<(?:[!?]|/(?![a-zA-Z]))[^>]*+>?"
"""What the standard reads as a comment up to the next `>`: declarations, instructions."""

_TOKEN = re.compile(
    rf"{COMMENT}|<(?P<end>/?)(?P<name>{NAME})(?P<attributes>(?:{ATTRIBUTE})*+)[{SPACE}/]*+>?|{BOGUS}"
)
_END = {name: re.compile(rf"</{name}(?=[{SPACE}/>])", re.IGNORECASE) for name in RAW}
_IN_SCRIPT = re.compile(rf"<!--|-->|<(?P<end>/?)script(?=[{SPACE}/>])", re.IGNORECASE)


class Tag(NamedTuple):
    """A tag at `text[start:stop]`; a raw element's tag reaches up to its end tag."""

    name: str
    """In lower case."""
    is_end: bool
    start: int
    stop: int
    attributes: tuple[int, int]
    is_raw: bool
    """It brings its content and is not open after it."""


def tags(text: str) -> Iterator[Tag]:
    """Yield the tags of the markup in order, comments and the content of raw elements left out."""
    at = 0
    while found := _TOKEN.search(text, at):
        at = found.end()
        end, name = found.group("end", "name")
        if name is None:
            continue
        name, is_end = name.lower(), bool(end)
        is_raw = name in RAW
        if is_raw and not is_end:
            at = _end_of_raw(text, name, at)
        elif name == "plaintext" and not is_end:
            at = len(text)
        yield Tag(name, is_end, found.start(), at, found.span("attributes"), is_raw)


def _end_of_raw(text: str, name: str, start: int) -> int:
    if name == "script":
        return _end_of_script(text, start)
    end = _END[name].search(text, start)
    return end.start() if end else len(text)


def _end_of_script(text: str, start: int) -> int:
    """Return where the script ends: not at an end tag of one that is quoted in a comment."""
    commented = quoted = False
    at = start
    while mark := _IN_SCRIPT.search(text, at):
        at = mark.end()
        if mark[0] == "<!--":
            commented = True
            at -= len("--")  # which may be those of "-->", too
        elif mark[0] == "-->":
            commented = quoted = False
        elif not mark["end"]:
            quoted = commented
        elif quoted:
            quoted = False
        else:
            return mark.start()
    return len(text)
