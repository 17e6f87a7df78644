"""Regions beside the article, told by their names before any text is weighed.

Reader comments may be longer than the article, and notices of consent tools read like prose:
left among the blocks, they would be taken for the body.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.parser.markup.names import Names
from services.parser.markup.walk import Block, Element

_COMMENTS = frozenset(
    """
    comment comments commentlist commentarea commentbox commentary commenters disqus respond
    trackback trackbacks pings kommentar kommentare kommentarer commentaires comentarios
    commenti reacties
    """.split()  # noqa: SIM905  easier to read
)
_CONSENT = frozenset(
    "cookie cookies consent gdpr onetrust cookiebot didomi usercentrics".split()  # noqa: SIM905
)
_NAMES = _COMMENTS | _CONSENT
_MIN_PROSE_OUTSIDE = 300
"""Width of prose that must be left without the comments, or nothing else is the article."""
_MAX_CONSENT_SHARE = 0.5
"""Of the page's prose; the name of more than that belongs to the page, not to a notice."""


def side_elements(
    elements: Sequence[Element],
    names: Sequence[Names],
    blocks: Sequence[Block],
    prose: Sequence[int],
    headline: str,
) -> list[bool]:
    """Return for each element whether it is comments or a consent notice, or stands in one.

    `prose` is the width of each block's prose, 0 where it has none. An element around the
    headline or a main heading is the article's, whatever it is called.
    """
    sides = [not own.isdisjoint(_NAMES) for own in names]
    if any(sides):
        held, heads = _held(elements, blocks, prose), _heads(elements, blocks, headline)
        sides[0] = False
        for number, element in enumerate(elements[1:], 1):
            sides[number] = sides[element.parent] or (
                sides[number]
                and not heads[number]
                and _is_side(names[number], held[number], held[0])
            )
    return sides


def _is_side(names: Names, held: int, total: int) -> bool:
    if not names.isdisjoint(_COMMENTS):
        return total - held >= _MIN_PROSE_OUTSIDE
    return held <= _MAX_CONSENT_SHARE * total


def _held(elements: Sequence[Element], blocks: Sequence[Block], prose: Sequence[int]) -> list[int]:
    """Return the width of the prose in each element."""
    held = [0] * len(elements)
    for block, width in zip(blocks, prose, strict=True):
        held[block.element] += width
    for number in range(len(elements) - 1, 0, -1):
        held[elements[number].parent] += held[number]
    return held


def _heads(elements: Sequence[Element], blocks: Sequence[Block], headline: str) -> list[bool]:
    """Tell of each element whether it holds the headline or a main heading."""
    heads = [element.tag == "h1" for element in elements]
    for block in blocks:
        if block.text == headline:
            heads[block.element] = True
    for number in range(len(elements) - 1, 0, -1):
        if heads[number]:
            heads[elements[number].parent] = True
    return heads
