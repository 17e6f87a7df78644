"""What a page shows around its headline: headings, dates and names, in the page's order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.parser.markup.metadata import tidy

_HEADINGS = "h1,h2,h3,[itemprop~=headline],[class*=headline i],[class*=title i]"
_DATES = (
    "time,[itemprop~=datePublished],[class*=date i],[class*=time i],[class*=publi i],"
    "[class*=posted i]"
)
_NAMES = "[rel~=author],[itemprop~=author],[class*=byline i],[class*=author i]"
_WANTED = ",".join((_HEADINGS, _DATES, _NAMES))
_NOT_SHOWN = frozenset({"title", "meta", "script", "style", "body", "html", "link", "main"})
_MOST = 250
_LONGEST = 300
_FAR = 5
_TRAIL_TAGS = frozenset({"nav", "ol", "ul", "li"})
_TRAIL_NAMES = re.compile(r"breadcrumb|\bcrumbs?\b", re.IGNORECASE)
_ASIDE_TAGS = frozenset({"aside", "footer", "nav"})
_ASIDE_NAMES = re.compile(
    r"comment|related|sidebar|recommend|teaser|promo|popular|trending|most-?(?:read|viewed)",
    re.IGNORECASE,
)
_AUTHOR = re.compile("author|byline", re.IGNORECASE)
_TITLE = re.compile("headline|title", re.IGNORECASE)
_GRAM = 3
_LEAST_SHARED = 0.55
_NEAR = 4


class Heading(NamedTuple):
    """A heading: `kind` is h1, trail (an h1 in a breadcrumb), or other."""

    kind: str
    text: str
    parts: tuple[str, ...]
    """The texts inside, one an element: a kicker and a title may share a heading."""


class Sign(NamedTuple):
    """An element that may hold a date or names, and the number of headings before it."""

    node: LexborNode
    place: int


class Signs(NamedTuple):
    """The headings, dates and names of a page's beginning."""

    headings: Sequence[Heading]
    dates: Sequence[Sign]
    names: Sequence[Sign]


def read_signs(tree: LexborHTMLParser) -> Signs:
    """Return the page's first 250 elements that look like a heading, a date or names."""
    signs = Signs([], [], [])
    headings: list[Heading] = []
    dates: list[Sign] = []
    names: list[Sign] = []
    for node in tree.css(_WANTED)[:_MOST]:
        attributes = node.attributes
        marks = f"{attributes.get('class')} {attributes.get('itemprop')} {attributes.get('rel')}"
        if node.tag in _NOT_SHOWN:
            continue
        if node.tag in {"h1", "h2", "h3"} or (node.tag != "time" and _TITLE.search(marks)):
            headings += _heading(node)
        elif _AUTHOR.search(marks):
            names.append(Sign(node, len(headings)))
        else:
            dates.append(Sign(node, len(headings)))
    return signs._replace(headings=headings, dates=dates, names=names)


def main_heading(headings: Sequence[Heading], titles: Iterable[str]) -> int | None:
    """Return the place of the first heading that speaks as the titles do; an h1 if there is one."""
    known = {gram for title in titles for gram in _grams(title)}
    for kind in ("h1", "other"):
        for place, heading in enumerate(headings):
            if heading.kind == kind and _shared(heading.text, known) >= _LEAST_SHARED:
                return place
    return None


def near(signs: Sequence[Sign], place: int | None) -> Iterator[LexborNode]:
    """Return the signs around the heading, those after it first, none of other stories."""
    if place is None:
        return
    after = [sign for sign in signs if place < sign.place <= place + _NEAR]
    before = [sign for sign in signs if sign.place == place]
    for sign in (*after, *before):
        if not _aside(sign.node):
            yield sign.node


def _shared(text: str, known: set[str]) -> float:
    grams = _grams(text)
    return len(grams & known) / len(grams) if grams else 0.0


def _grams(text: str) -> set[str]:
    folded = text.casefold()
    return {folded[at : at + _GRAM] for at in range(len(folded) - _GRAM + 1)}


def _heading(node: LexborNode) -> list[Heading]:
    whole = node.text(separator="\n")
    if len(whole) > 2 * _LONGEST:
        return []
    parts = tuple(filter(None, map(tidy, whole.split("\n"))))
    text = " ".join(parts)
    return [Heading(_kind(node), text, parts)] if text and len(text) <= _LONGEST else []


def _kind(node: LexborNode) -> str:
    if node.tag != "h1":
        return "other"
    return "trail" if _within(node, _TRAIL_TAGS, _TRAIL_NAMES) else "h1"


def _aside(node: LexborNode) -> bool:
    return _within(node, _ASIDE_TAGS, _ASIDE_NAMES)


def _within(node: LexborNode, tags: frozenset[str], names: re.Pattern[str]) -> bool:
    parent: LexborNode | None = node
    for _ in range(_FAR):
        if parent is None or parent.tag == "body":
            return False
        if parent.tag in tags or names.search(parent.attributes.get("class") or ""):
            return True
        parent = parent.parent
    return False
