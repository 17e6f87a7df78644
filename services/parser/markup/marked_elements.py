"""Elements that look like headings, dates or names by their tags and marks, in page order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.parser.markup.metadata import tidy

# Each selector on class costs 0.04 ms a page.
_WANTED = (
    "h1,h2,h3,time,[itemprop~=author],[itemprop~=datePublished],[rel~=author],"
    "[class*=date i],[class*=publish i],[class*=byline i],[class*=author i]"
)
_HEADING_TAGS = frozenset({"h1", "h2", "h3"})
_NOT_SHOWN = frozenset({"meta", "script", "style", "body", "html", "link", "main", "article"})
_MAX_ELEMENTS = 160
_MAX_HEADING_CHARS = 300
_MAX_ELEMENTS_WITHIN = 100
"""Elements from which on it is no heading, whatever it is called."""
_MAX_STEPS_UP = 6
_TRAIL_TAGS = frozenset({"nav", "ol", "ul", "li"})
_TRAIL_NAMES = re.compile(r"breadcrumb|\bcrumbs?\b", re.IGNORECASE)
_ASIDE_TAGS = frozenset({"aside", "footer", "nav"})
_ASIDE_NAMES = re.compile(
    r"(?:^|\s)(?:comment|related|sidebar|recommend|teaser|promo|popular|trending|more-|most-)",
    re.IGNORECASE,
)
_AUTHOR = re.compile("author|byline", re.IGNORECASE)
# Set by hand on the development pages.
_GRAM_CHARS = 3
_MIN_SHARED_GRAMS = 0.55
"""Share of a heading's grams that its page's titles have, too."""
_MAX_HEADINGS_AWAY = 4


class Heading(NamedTuple):
    """A heading: `kind` is h1, trail (an h1 in a breadcrumb), linked, or other."""

    kind: str
    text: str


class MarkedElement(NamedTuple):
    """An element that may hold a date or names, and the number of headings before it."""

    node: LexborNode
    place: int


class MarkedElements(NamedTuple):
    """The headings, dates and names of a page's beginning."""

    headings: Sequence[Heading]
    dates: Sequence[MarkedElement]
    names: Sequence[MarkedElement]


def read_marked_elements(tree: LexborHTMLParser) -> MarkedElements:
    """Return the page's first 160 elements that look like a heading, a date or names."""
    headings: list[Heading] = []
    dates: list[MarkedElement] = []
    names: list[MarkedElement] = []
    # A node comes once for each selector that it meets.
    nodes = {node.mem_id: node for node in tree.css(_WANTED)[:_MAX_ELEMENTS]}
    for node in nodes.values():
        if node.tag in _HEADING_TAGS:
            headings += _heading(node)
        elif node.tag == "time":
            dates.append(MarkedElement(node, len(headings)))
        elif node.tag not in _NOT_SHOWN:
            (names if _is_author(node) else dates).append(MarkedElement(node, len(headings)))
    return MarkedElements(headings, dates, names)


def main_heading(headings: Sequence[Heading], titles: Iterable[str]) -> int | None:
    """Return the place of the heading that says most of what the titles say.

    An h1 goes before others, unless it says less than half as much: the site's name. Where no
    heading speaks as the titles do, the only h1 is the main heading.
    """
    known = {gram for title in titles for gram in _grams(title)}
    said = [_said(heading, known) for heading in headings]
    best = max(range(len(said)), key=said.__getitem__, default=None)
    if best is not None and said[best]:
        return best
    first = [place for place, heading in enumerate(headings) if heading.kind == "h1"]
    return first[0] if len(first) == 1 else None


def elements_near(marked: Sequence[MarkedElement], place: int | None) -> Iterator[LexborNode]:
    """Return the elements around a heading, those after it first, none of other stories."""
    if place is None:
        return
    after = [one for one in marked if place < one.place <= place + _MAX_HEADINGS_AWAY]
    before = [one for one in marked if one.place == place]
    for one in (*after, *before):
        if not _aside(one.node):
            yield one.node


def _said(heading: Heading, known: set[str]) -> int:
    """Return how much of the titles a heading says, nothing if it says something else, too."""
    grams = _grams(heading.text)
    said = len(grams & known)
    if heading.kind == "trail" or said < _MIN_SHARED_GRAMS * len(grams):
        return 0
    return 2 * said if heading.kind == "h1" else said


def _grams(text: str) -> set[str]:
    folded = text.casefold()
    return {folded[at : at + _GRAM_CHARS] for at in range(len(folded) - _GRAM_CHARS + 1)}


def _is_author(node: LexborNode) -> bool:
    attributes = node.attributes
    marks = (attributes.get("class"), attributes.get("itemprop"), attributes.get("rel"))
    return _AUTHOR.search(" ".join(filter(None, marks))) is not None


def _heading(node: LexborNode) -> list[Heading]:
    if sum(1 for _ in islice(node.traverse(), _MAX_ELEMENTS_WITHIN)) == _MAX_ELEMENTS_WITHIN:
        return []  # headings within headings: the text of each would be that of all
    whole = node.text(separator=" ")
    text = tidy(whole) if len(whole) <= 2 * _MAX_HEADING_CHARS else ""
    return [Heading(_kind(node), text)] if text and len(text) <= _MAX_HEADING_CHARS else []


def _kind(node: LexborNode) -> str:
    if node.tag != "h1":
        return "linked" if _is_linked(node) else "other"
    return "trail" if _within(node, _TRAIL_TAGS, _TRAIL_NAMES) else "h1"


def _is_linked(node: LexborNode) -> bool:
    around = node.parent
    return node.css_first("a") is not None or (around is not None and around.tag == "a")


def _aside(node: LexborNode) -> bool:
    return _within(node.parent, _ASIDE_TAGS, _ASIDE_NAMES)


def _within(node: LexborNode | None, tags: frozenset[str], names: re.Pattern[str]) -> bool:
    parent = node
    for _ in range(_MAX_STEPS_UP):
        if parent is None or parent.tag == "body":
            return False
        if parent.tag in tags or names.search(parent.attributes.get("class") or ""):
            return True
        parent = parent.parent
    return False
