"""A check for tags with hundreds of attributes, which a parser compares each with all others.

All of a page is read in one match of one pattern, which never goes back: what it cannot read
to its end may have such a tag, or is too odd to be sure. Most pages cost a millisecond.
"""

from __future__ import annotations

import re

from services.parser.markup.tokens import ATTRIBUTE, BOGUS, COMMENT, NAME, RAW, SPACE

MAX_ATTRIBUTES = 300
"""Attributes of one tag: four times the most that was seen on a news page."""

_FOLLOWS = rf"(?=[{SPACE}/>])"
_REST = rf"(?:{ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+[{SPACE}/]*+(?:>|\Z)"
_TEXT_ONLY = sorted(RAW - {"script"})
_RAW = "|".join(["script", *_TEXT_ONLY])
_ENDS = rf"</(?i:svg|{_RAW}){_FOLLOWS}{_REST}"
# In a comment, the end tag after the start tag of another script is not the script's end.
_SCRIPT = "|".join(
    rf"<(?i:script){_FOLLOWS}{_REST}(?:[^<]++|<(?!{unless}))*+(?:(?=</)|\Z)"
    for unless in (rf"(?i:/?script){_FOLLOWS}", rf"!--|(?i:/script){_FOLLOWS}")
)
_MARK = r"<(?![a-zA-Z/!?])"
_DECLARATION = rf"(?!<!\[){BOGUS}"
_DRAWN = re.compile(rf"<(?:svg|math|frameset){_FOLLOWS}", re.IGNORECASE)


_SVG_PARTS = "svg|math|frameset|desc|foreignobject"
_FEW_PLAIN = rf'(?: ++[\w:-]++(?:="[^"]*+")?+){{0,{MAX_ATTRIBUTES}}}+ ?/?>'


def _ordinary(others: str) -> str:
    return rf"</?(?!(?i:plaintext|{_RAW}|{others}){_FOLLOWS}){NAME}{_REST}"


def _plain(others: str) -> str:
    """Return the pattern of tags as most are written: it takes half the time of `_ordinary`."""
    start = rf"<(?!(?i:plaintext|{_RAW}|{others}){_FOLLOWS})"
    return rf"</[a-zA-Z0-9]++>|{start}[a-zA-Z0-9]++{_FEW_PLAIN}"


def _texts(content: str) -> str:
    """Return the pattern of elements with text alone, up to their end tags."""
    # One alternative for each: a group to refer to, in such a repeat, is more than `re` can do.
    return "|".join(
        rf"<(?i:{name}){_FOLLOWS}{_REST}{content.format(name)}(?:(?=</(?i:{name}){_FOLLOWS})|\Z)"
        for name in _TEXT_ONLY
    )


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile(rf"(?:[^<]++|{'|'.join(parts)}|{_ENDS}|{COMMENT}|{_MARK}|{_DECLARATION})*+")


_WITHOUT_DRAWINGS = _pattern(
    _plain("svg"),
    _ordinary("svg"),
    _SCRIPT,
    _texts(rf"(?:[^<]++|<(?!/(?i:{{0}}){_FOLLOWS}))*+"),
)
_RAW_ENDS = rf"</(?i:{_RAW}){_FOLLOWS}{_REST}"
# In a drawing a script or a style is read as markup, unless what is open within it says else.
_INSIDE = (
    rf"(?:[^<]++|{_texts('[^<]*+')}|{_RAW_ENDS}|{_ordinary('svg|desc|foreignobject')}|{COMMENT})*+"
)
_DRAWING = rf"<(?i:svg){_FOLLOWS}{_REST}{_INSIDE}(?=</(?i:svg){_FOLLOWS})"
_WITH_DRAWINGS = _pattern(
    _plain(_SVG_PARTS), _ordinary(_SVG_PARTS), _SCRIPT, _texts("[^<]*+"), _DRAWING
)


def may_be_many(text: str) -> bool:
    """Tell whether a tag of the markup may have more than 300 attributes."""
    found = (_WITH_DRAWINGS if _DRAWN.search(text) else _WITHOUT_DRAWINGS).match(text)
    return found is None or found.end() < len(text)
