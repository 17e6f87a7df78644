"""The element that holds the article, in which a block needs less to be its body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from services.parser.markup.page import HtmlPage
from services.parser.markup.regions import is_hidden

Outer = AbstractSet[int]
"""The element that holds most of the body, and those around it."""

_MIN_SHARE = 0.8
"""Of the width of all accepted blocks, that the container holds."""
MIN_INSIDE = -0.5
"""Log-odds from which a block in the container is body. Both set on folds of the training sets."""
_MIN_REPEATED_CHARS = 40
"""Of a paragraph that counts once: what is shorter, as a refrain, may stand twice."""
_SIDE_TAGS = frozenset(["aside", "nav", "footer", "figure", "figcaption"])


def completed(page: HtmlPage, scores: Mapping[int, float]) -> list[int]:
    """Return the blocks with positive log-odds, and what else the container of most of them has."""
    accepted = [index for index, score in scores.items() if score > 0]
    if not accepted:
        return []
    container = _container(page, accepted)
    inside = _inside(page, container)
    return [
        index
        for index, score in scores.items()
        if score > 0 or (score > MIN_INSIDE and inside[page.blocks[index].element])
    ]


def without_repeats(page: HtmlPage, body: Sequence[int]) -> list[int]:
    """Return the blocks without the second showing of a paragraph, as on pages for two screens."""
    seen: set[str] = set()
    kept = []
    for index in body:
        text = page.blocks[index].text
        if text not in seen:
            kept.append(index)
        if len(text) >= _MIN_REPEATED_CHARS:
            seen.add(text)
    return kept


def outer_elements(page: HtmlPage, body: Sequence[int]) -> Outer:
    """Return the elements that hold the body: they lay out the page."""
    number = _container(page, body)
    outer = {0, number}
    while number:
        number = page.elements[number].parent
        outer.add(number)
    return outer


def _container(page: HtmlPage, accepted: Sequence[int]) -> int:
    """Return the smallest element that holds most of the width of the accepted blocks."""
    held = [0] * len(page.elements)
    for index in accepted:
        held[page.blocks[index].element] += page.shapes[index].width
    for number in range(len(held) - 1, 0, -1):
        held[page.elements[number].parent] += held[number]
    # Elements are numbered as they open: of those that hold so much, the last is the innermost.
    return max(number for number, width in enumerate(held) if width >= _MIN_SHARE * held[0])


def _inside(page: HtmlPage, container: int) -> list[bool]:
    """Tell of each element whether it is in the container, and not in a part that is apart."""
    inside = [False] * len(page.elements)
    inside[container] = True
    for number, element in enumerate(page.elements[container + 1 :], container + 1):
        if element.parent < container:
            break  # elements are numbered as they open: here the container has ended
        if inside[element.parent] and element.tag not in _SIDE_TAGS:
            inside[number] = not is_hidden(element.attributes)
    return inside
