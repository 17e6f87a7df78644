"""What a page shows in its headings: the headline is one of them, more often than not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.parser.markup.metadata import tidy

_WANTED = "h1,h2,h3,[itemprop~=headline],[class*=headline i],[class*=title i]"
_NO_HEADINGS = frozenset({"title", "meta", "script", "style", "body", "html", "link"})
_MOST = 60
_LONGEST = 300
_FAR = 4
_TRAIL_TAGS = frozenset({"nav", "ol", "ul", "li"})
_TRAIL_NAMES = re.compile(r"breadcrumb|\bcrumbs?\b", re.IGNORECASE)
_GRAM = 3
_LEAST_SHARED = 0.55


class Heading(NamedTuple):
    """A heading: `kind` is h1, trail (an h1 in a breadcrumb), or other."""

    kind: str
    text: str
    parts: tuple[str, ...]
    """The texts inside, one an element: a kicker and a title may share a heading."""


def read_headings(tree: LexborHTMLParser) -> list[Heading]:
    """Return the page's first 60 headings and elements named like one, in order."""
    return list(_headings(tree.css(_WANTED)[:_MOST]))


def main_heading(headings: Sequence[Heading], titles: Iterable[str]) -> Heading | None:
    """Return the first heading that speaks as the titles do, an h1 if there is one."""
    known = {gram for title in titles for gram in _grams(title)}
    for kinds in (("h1",), ("other",)):
        for heading in headings:
            if heading.kind in kinds and _shared(heading.text, known) >= _LEAST_SHARED:
                return heading
    return None


def _shared(text: str, known: set[str]) -> float:
    grams = _grams(text)
    return len(grams & known) / len(grams) if grams else 0.0


def _grams(text: str) -> set[str]:
    folded = text.casefold()
    return {folded[at : at + _GRAM] for at in range(len(folded) - _GRAM + 1)}


def _headings(nodes: list[LexborNode]) -> Iterator[Heading]:
    for node in nodes:
        whole = "" if node.tag in _NO_HEADINGS else node.text(separator="\n")
        if not whole or len(whole) > 2 * _LONGEST:
            continue
        parts = tuple(filter(None, map(tidy, whole.split("\n"))))
        text = " ".join(parts)
        if text and len(text) <= _LONGEST:
            yield Heading(_kind(node), text, parts)


def _kind(node: LexborNode) -> str:
    if node.tag == "h1":
        return "trail" if _in_trail(node) else "h1"
    return "other"


def _in_trail(node: LexborNode) -> bool:
    parent: LexborNode | None = node
    for _ in range(_FAR):
        if parent is None:
            return False
        if parent.tag in _TRAIL_TAGS or _TRAIL_NAMES.search(parent.attributes.get("class") or ""):
            return True
        parent = parent.parent
    return False
