"""Markup within bounds: hostile markup would cost a parser the square of its size.

Source: the HTML standard, "the list of active formatting elements" and "the stack of open
elements": each block element may copy every open formatting element, and look through every
open element; each attribute of a tag is compared with all others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from services.parser.markup.attribute_count import MAX_ATTRIBUTES
from services.parser.markup.nesting import FORMATTING, Nesting
from services.parser.markup.tokens import ATTRIBUTE, Tag, tags

FOREIGN = frozenset(["x-svg", "x-math"])
"""What drawings and formulas are called in bounded markup, so that their content is plain HTML."""

_ROOTS, _MAX_ROOTS = frozenset(["html", "body"]), 3  # one takes the attributes of all
_FOREIGN = re.compile(r"<(/?)(?=(?:svg|math|frameset)[\s/>])", re.IGNORECASE)
_EMPTY = re.compile(r"<(?:title|style)\b[^<>]*/>", re.IGNORECASE)
"""In a drawing such a tag has no content; in plain HTML all that follows would be its text."""

_ATTRIBUTE = re.compile(ATTRIBUTE)


def bounded(text: str) -> str:
    """Return the markup without what nests more than 200 deep; its text stays.

    Formatting elements go, too, and the attributes of a tag after the first 300.
    """
    return "".join(_pieces(_FOREIGN.sub(r"<\1x-", _EMPTY.sub("", text))))


def _pieces(text: str) -> Iterator[str]:
    nesting, roots = Nesting(), Counter[str]()
    at = 0
    for tag in tags(text):
        if tag.name in _ROOTS:
            roots[tag.name] += not tag.is_end
        if (
            tag.name in FORMATTING
            or roots.get(tag.name, 0) > _MAX_ROOTS
            or not (tag.is_raw or nesting.takes(tag.name, is_end=tag.is_end))
        ):
            yield text[at : tag.start]
            at = tag.stop
        elif _may_have_many(tag):
            yield text[at : _end_of_few(text, tag)]
            at = tag.attributes[1]
    yield text[at:]


def _may_have_many(tag: Tag) -> bool:
    start, stop = tag.attributes
    return stop - start > 2 * MAX_ATTRIBUTES


def _end_of_few(text: str, tag: Tag) -> int:
    """Return where the attributes end that stay."""
    start, stop = tag.attributes
    found = _ATTRIBUTE.finditer(text, start, stop)
    return next((one.start() for count, one in enumerate(found) if count == MAX_ATTRIBUTES), stop)
