"""One pass over a page's tree: the blocks of text in order, and the elements around them.

A block is what a reader sees as one line or paragraph: the text between two borders of
block elements, or between two line breaks in a row.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from services.parser.markup.bounds import FOREIGN
from services.parser.page.code import is_code

_MAX_BLOCKS = 8_000
"""What follows is not read: a bound on work."""


# Kinds of nodes. Plain numbers: the members of an enumeration would double the walk's time.
_BORDER, _WITHIN, _LINK, _TEXT, _BREAK, _SKIPPED = range(6)

_INLINE = (
    "abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby rb rt "
    "rp s samp small span strike strong sub sup time tt u var wbr nobr"
)
_UNSEEN = (
    "script style noscript template svg iframe button select option textarea input object canvas "
    "video audio head map dialog math link meta"
)
_KINDS = (
    dict.fromkeys(_INLINE.split(), _WITHIN)
    | dict.fromkeys([*_UNSEEN.split(), *FOREIGN], _SKIPPED)
    | {"a": _LINK, "-text": _TEXT, "br": _BREAK}
)
_FRAME = {"nav": _SKIPPED, "footer": _SKIPPED}


_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MAX_HIDDEN_CHARS = 200

_SEAM = "\0"
"""Where one inline element ends and another begins at once: boxes apart, if the text looks so."""

_CAPITALS, _SMALL = "A-ZÀ-ÞĄĆČĎĘĚĞĢİĶŁŃŇŐŘŚŞŠŤŮŰŹŻŽΑ-ΩЀ-Я", "a-zß-ÿąćčďęěğģıķłńňőřśşšťůűźżžα-ώа-џ"
_APART = re.compile(
    f"(?<=[{_SMALL}])\0+(?=[{_CAPITALS}0-9])|(?<=[0-9])\0+(?=[{_CAPITALS}])|"
    f"(?<=[{_CAPITALS}]{{2}})\0+(?=[{_CAPITALS}][{_SMALL}])"
)


class Element(NamedTuple):
    """A block element: its tag, the number of the one around it, its attributes."""

    tag: str
    parent: int
    attributes: dict[str, str | None]


class Block(NamedTuple):
    """A run of text in an element; `linked` counts its characters in links."""

    text: str
    element: int
    linked: int
    lines: str | None = None
    """The text in the lines that a `pre` shows, None elsewhere."""
    anchors: tuple[LexborNode, ...] = ()
    """The links whose text begins in it, unread: most blocks are no body."""


class HtmlBlocks(NamedTuple):
    """The blocks of a page, and the elements around them; the first is the root.

    Elements are numbered as they open. What holds no text is none of them.
    """

    blocks: list[Block]
    elements: list[Element]


def read_blocks(  # noqa: C901, PLR0912, PLR0915  the hot loop: calls cost most
    root: LexborNode, *, whole: bool = False
) -> HtmlBlocks:
    """Return the blocks below `root`, at most 8,000; without recursion, as pages nest deeply.

    Navigation and footers are left out unless the `whole` page is asked for.
    """
    found = HtmlBlocks([], [Element("body", 0, root.attributes)])
    blocks, elements = found
    parts: list[str] = []
    anchors: list[LexborNode] = []
    anchor: LexborNode | None = None  # a link that had no text so far
    kinds = _KINDS if whole else _KINDS | _FRAME
    opened: list[LexborNode] = []  # block elements in which no text was found so far
    element = linked = links = breaks = 0
    ended = False  # an inline element, just now
    above: list[tuple[LexborNode, int]] = []
    node = root.first_child
    while node is not None and len(blocks) < _MAX_BLOCKS:
        tag = node.tag or ""
        kind = kinds.get(tag, _BORDER)
        below = None
        if kind == _TEXT:
            content = node.text_content or ""
            ended = False
            if not content.isspace():
                parts.append(content)
                breaks = 0
                if links:
                    linked += len(content)
                    if anchor is not None:
                        anchors.append(anchor)
                        anchor = None
            elif parts:
                parts.append(content)
        elif kind == _BREAK:
            breaks += 1
            if parts:
                parts.append("\n")
        elif kind != _SKIPPED:
            below = node.first_child
            if tag == "span" and below is not None and _is_hidden(node, below):
                below = None
        if parts and (breaks > 1 or (below is not None and kind == _BORDER)):
            element = _end_block(found, parts, opened, element, linked, anchors)
            linked = breaks = 0
        if below is not None:
            if kind == _BORDER:
                opened.append(node)
            elif ended and parts:
                parts.append(_SEAM)
                ended = False
            if kind == _LINK:
                links += 1
                anchor = node
            above.append((node, kind))
            node = below
            continue
        following = node.next
        while following is None and above:
            node, kind = above.pop()
            if kind == _BORDER:
                if parts:
                    element = _end_block(found, parts, opened, element, linked, anchors)
                    linked = breaks = 0
                if opened:
                    opened.pop()
                else:
                    element = elements[element].parent
            else:
                ended = True
            if kind == _LINK:
                links -= 1
                anchor = None
            following = node.next
        node = following
    _end_block(found, parts, opened, element, linked, anchors)
    return found


def _is_hidden(node: LexborNode, below: LexborNode) -> bool:
    """Tell whether a span of text alone is not shown: a placeholder, a script.

    One that is long may be the rest of the article, which the page unfolds.
    """
    if below.tag != "-text" or below.next is not None:
        return False
    attributes = node.attributes
    if "hidden" not in attributes and not _NOT_SHOWN.search(attributes.get("style") or ""):
        return False
    text = below.text_content or ""
    return len(text) <= _MAX_HIDDEN_CHARS or is_code(text)


def _end_block(  # noqa: PLR0913, PLR0917  the hot loop's own state
    found: HtmlBlocks,
    parts: list[str],
    opened: list[LexborNode],
    element: int,
    linked: int,
    anchors: list[LexborNode],
) -> int:
    """End a block, and return the element that it is in: where it has text, what was opened is."""
    given = joined = "".join(parts)
    if _SEAM in joined:
        joined = _APART.sub(" ", joined).replace(_SEAM, "")
    text = " ".join(joined.split())
    parts.clear()
    if not text:
        return element
    for node in opened:
        found.elements.append(Element(node.tag or "", element, node.attributes))
        element = len(found.elements) - 1
    opened.clear()
    lines = _lines(given) if found.elements[element].tag == "pre" else None
    found.blocks.append(Block(text, element, min(linked, len(text)), lines, tuple(anchors)))
    anchors.clear()
    return element


def _lines(given: str) -> str:
    lines = given.replace(_SEAM, "").splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")
