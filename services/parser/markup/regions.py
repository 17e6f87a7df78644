"""Regions beside the article, told by their names and how they are shown, before any text is.

Reader comments may be longer than the article, and notices of consent tools and what is laid over
the page read like prose: left among the blocks, they would be taken for the body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

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
MAY_HIDE = frozenset(["hidden", "aria-hidden", "aria-modal", "role", "style"])
"""Attributes that may hide an element, or, as roles, make it stand for another."""
_OVERLAYS = frozenset(["dialog", "alertdialog"])
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NAMES = _COMMENTS | _CONSENT
_MIN_PROSE_OUTSIDE = 300
"""Width of prose that must be left without the comments, or nothing else is the article."""
_MAX_CONSENT_SHARE = 0.5
"""Of the page's prose; the name of more than that belongs to the page, not to a notice."""
_MAX_HIDDEN_SHARE = 0.5
"""Of the page's prose, that all hidden elements hold; more is the article, which a script shows."""
_UNFOLDING = frozenset(
    "accordion collapse collapsible faq answer expand expandable unfold toggle".split()  # noqa: SIM905
)
"""Names of what a click unfolds, which is as much the article's as what is shown."""


def side_elements(
    elements: Sequence[Element],
    names: Sequence[Names],
    blocks: Sequence[Block],
    prose: Sequence[int],
    headline: str,
) -> list[bool]:
    """Return for each element whether it is comments, a consent notice or hidden, or stands in one.

    `prose` is the width of each block's prose, 0 where it has none. An element around the
    headline or a main heading is the article's, whatever it is called.
    """
    hidden = _hidden(elements, names)
    named = [not own.isdisjoint(_NAMES) for own in names]
    sides = [False] * len(elements)
    if any(hidden) or any(named):
        held, heads = _held(elements, blocks, prose), _heads(elements, blocks, headline)
        unseen = _hides_little(elements, hidden, held)
        for number, element in enumerate(elements[1:], 1):
            sides[number] = sides[element.parent] or (
                not heads[number]
                and (
                    (unseen and hidden[number])
                    or (named[number] and _is_side(names[number], held[number], held[0]))
                )
            )
    return sides


def _hidden(elements: Sequence[Element], names: Sequence[Names]) -> list[bool]:
    """Tell of each element whether it is hidden until the page needs it, not folded."""
    return [
        not MAY_HIDE.isdisjoint(element.attributes)
        and is_hidden(element.attributes)
        and (own | names[element.parent]).isdisjoint(_UNFOLDING)
        for element, own in zip(elements, names, strict=True)
    ]


def _hides_little(elements: Sequence[Element], hidden: Sequence[bool], held: Sequence[int]) -> bool:
    """Tell whether most of the page's prose stands outside of the hidden elements."""
    inside = [False] * len(elements)
    total = 0
    for number, element in enumerate(elements[1:], 1):
        inside[number] = inside[element.parent] or hidden[number]
        total += held[number] if hidden[number] and not inside[element.parent] else 0
    return total <= _MAX_HIDDEN_SHARE * held[0]


def is_hidden(attributes: Mapping[str, str | None]) -> bool:
    """Tell whether an element is not shown, or laid over the page until it is closed."""
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or attributes.get("aria-modal") == "true"
        or attributes.get("role") in _OVERLAYS
        or _NOT_SHOWN.search(attributes.get("style") or "") is not None
    )


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
