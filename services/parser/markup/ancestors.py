"""The elements that a block stands in, where they stand on the page, and headings before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, NamedTuple

from services.parser.markup.page import HtmlPage
from services.parser.markup.regions import MAY_HIDE, is_hidden
from services.parser.markup.walk import Element


class Ancestors(NamedTuple):
    """The elements that tell what a block is: 1 where it is one or stands in one."""

    article: Annotated[int, 2]
    main: Annotated[int, 2]
    aside: Annotated[int, 2]
    footer: Annotated[int, 2]
    header: Annotated[int, 2]
    nav: Annotated[int, 2]
    form: Annotated[int, 2]
    figure: Annotated[int, 2]
    table: Annotated[int, 2]
    ul: Annotated[int, 2]
    ol: Annotated[int, 2]
    blockquote: Annotated[int, 2]
    section: Annotated[int, 2]
    hidden: Annotated[int, 2]


_BITS = {name: 1 << bit for bit, name in enumerate(Ancestors._fields)}
_ROLES = {
    "navigation": "nav", "complementary": "aside", "contentinfo": "footer", "banner": "header",
    "main": "main", "article": "article",
}  # fmt: skip
"""Roles that stand for an element. Source: WAI-ARIA 1.2, landmark roles."""

_MAX_STEPS_UP = 12
_MAX_HEADINGS = 3


def ancestors_of(elements: Sequence[Element]) -> list[int]:
    """Return for each element the bits of `Ancestors` that it is or that lie around it."""
    found: list[int] = []
    for tag, parent, attributes in elements:
        own = _BITS.get(tag, 0)
        if not MAY_HIDE.isdisjoint(attributes):
            own |= _BITS.get(_ROLES.get(attributes.get("role") or "", ""), 0)
            if is_hidden(attributes):
                own |= _BITS["hidden"]
        found.append(own | found[parent] if found else own)
    return found


def as_ancestors(bits: int) -> Ancestors:
    """Return the elements whose bits are set."""
    return Ancestors._make(bits >> bit & 1 for bit in range(len(Ancestors._fields)))


def positions(page: HtmlPage) -> Callable[[int], int]:
    """Return where a container stands: it is the best (1), below (2 to 5), around, elsewhere."""
    elements, best = page.elements, page.best
    around = {best}
    while best:
        best = elements[best].parent
        around.add(best)
    known: dict[int, int] = {}

    def position(number: int) -> int:
        if number not in known:
            known[number] = _position(elements, number, page.best, around)
        return known[number]

    return position


def _position(elements: Sequence[Element], number: int, best: int, around: set[int]) -> int:
    if number == best:
        return 1
    steps = 0
    while number not in around and steps < _MAX_STEPS_UP:
        number, steps = elements[number].parent, steps + 1
    if number == best:
        return 2 + min(steps, 3)
    return 6 + min(steps, 2) if number and number in around else 9


def depths_of(elements: Sequence[Element]) -> list[int]:
    """Return how many elements each is inside."""
    depths = [0]
    for element in elements[1:]:
        depths.append(depths[element.parent] + 1)
    return depths


def headings_before(page: HtmlPage) -> list[int]:
    """Return for each block the main headings between the page's own and it, 0 to 3.

    After another main heading another article begins.
    """
    own: str | None = None
    found, count = [], 0
    for block in page.blocks:
        if page.elements[block.element].tag == "h1":
            own = own or block.text
            count += block.text != own
        found.append(min(count, _MAX_HEADINGS))
    return found
