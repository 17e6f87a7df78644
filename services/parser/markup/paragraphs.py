"""The paragraphs of an HTML page: the blocks of its body, and what each is to the reader.

The elements around a block tell, up to the one that holds the body: what is around that, such
as a table that lays out the page, says nothing of a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from schemas.events import BlockKind
from services.parser.markup.container import Outer
from services.parser.markup.page import HtmlPage
from services.parser.markup.table_rows import Row
from services.parser.markup.walk import Element
from services.parser.page.extract import Anchor, Paragraph

_TEXT_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6"], "heading"),
    **dict.fromkeys(["pre", "listing", "xmp"], "preformatted"),
}
"""Of elements that say of their own text what it is."""
_KINDS: dict[str, BlockKind] = {
    **_TEXT_KINDS,
    **dict.fromkeys(["li", "dt", "dd"], "list-item"),
    "blockquote": "quote",
}
_EMBEDDING = frozenset(["blockquote", "div", "figure", "section"])
_EMBEDDED = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video)|tweet|instagram-media|tiktok-embed|fb-post|fb-video|"
    r"bluesky-embed|mastodon-embed|reddit-(?:card|embed-bq)|text-post-media|telegram-post|"
    r"truthsocial-embed|imgur-embed-pub|wp-embedded-content|wp-block-embed|oembed)(?:\s|$)"
)
"""Names that the codes for embedding give posts: of the networks, and of WordPress."""

_MAX_HREF_CHARS, _MAX_ANCHOR_CHARS = 2_000, 300
"""Longer addresses carry state of the site, and what is longer than a headline is no link's text
but a part of the page within it."""

_CELL_END = "\t"
"""What parts the cells of a row; white space within a cell is one space."""


def paragraphs_of(
    page: HtmlPage, body: Sequence[int], rows: Mapping[int, Row], outer: Outer
) -> Iterator[Paragraph]:
    """Give the body as paragraphs: a block each, or the cells of a table's row in one.

    `rows` are by their blocks.
    """
    begun: set[int] = set()
    for index in body:
        row = rows.get(index)
        if row is None:
            block = page.blocks[index]
            kind = _kind(page.elements, block.element, outer, begun)
            own = kind == "preformatted" and block.lines
            yield Paragraph(own or block.text, kind, tuple(_anchors(page, [index])))
        elif row[0] == index:
            text = _CELL_END.join(page.blocks[cell].text for cell in row)
            yield Paragraph(text, "table-row", tuple(_anchors(page, row)))


def _anchors(page: HtmlPage, blocks: Iterable[int]) -> Iterator[Anchor]:
    """Give the links whose text begins in the blocks."""
    for index in blocks:
        for node in page.blocks[index].anchors:
            href = (node.attrs.get("href") or "").strip()
            if href and len(href) <= _MAX_HREF_CHARS:
                yield Anchor(href, " ".join(node.text().split())[:_MAX_ANCHOR_CHARS])


def _kind(elements: Sequence[Element], number: int, outer: Outer, begun: set[int]) -> BlockKind:
    """Return what the innermost element says that says something, or an embed around it.

    Beside the bullet of a list's item stands its first block alone: `begun` is the items that
    had theirs.
    """
    found = _TEXT_KINDS.get(elements[number].tag)
    while number not in outer:
        tag, parent, attributes = elements[number]
        if tag in _EMBEDDING and _EMBEDDED.search(attributes.get("class") or ""):
            return "embed"
        kind = _KINDS.get(tag)
        if kind == "list-item":
            kind = "paragraph" if number in begun else kind
            begun.add(number)
        found = found or kind
        number = parent
    return found or "paragraph"
