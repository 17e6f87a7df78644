"""What the body's model sees of a block of an HTML page.

The same functions serve the training script and the parser.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Annotated, NamedTuple

from services.parser.markup.ancestors import depths_of, headings_before, positions
from services.parser.markup.page import HtmlPage
from services.parser.page.line_features import known_words, wording_of
from services.parser.page.prose_run import AROUNDS, NEARS, PLACES, prose_sums, stand_of


class BlockFeatures(NamedTuple):
    """What the model sees of a block: small numbers, each below the one beside it."""

    length_end: Annotated[int, 45]
    linked_length: Annotated[int, 40]
    linked_end: Annotated[int, 40]
    machinery: Annotated[int, 4]
    credit: Annotated[int, 3]
    digits: Annotated[int, 3]
    capitals: Annotated[int, 6]
    commas: Annotated[int, 4]
    repeated: Annotated[int, 3]
    place: Annotated[int, PLACES]
    tag_before: Annotated[int, 1024]
    tag_after: Annotated[int, 1024]
    alike_before: Annotated[int, 5]
    alike_after: Annotated[int, 5]
    near: Annotated[int, NEARS]
    around: Annotated[int, AROUNDS]
    known_words: Annotated[int, 6]
    headline: Annotated[int, 3]
    description: Annotated[int, 3]
    position: Annotated[int, 10]
    position_length: Annotated[int, 90]
    container: Annotated[int, 7]
    signature: Annotated[int, 7]
    signature_length: Annotated[int, 63]
    headings: Annotated[int, 4]
    depth: Annotated[int, 13]


WORD_FEATURES = ("machinery", "credit", "digits", "capitals", "known_words")
"""Features that the block's words tell: they cost most to read."""

_TAG_NAMES = (
    "other p div li h1 h2 h3 h4 h5 h6 blockquote td section article figcaption span ul ol dd dt "
    "a header footer aside body main th address pre"
)
_TAGS = {tag: number for number, tag in enumerate(_TAG_NAMES.split())}
_TAGS |= {"dd": _TAGS["li"], "dt": _TAGS["li"]}  # too rare on pages to be learned apart
_NO_TAG = 31
_NO_PAIR = 4
_SHARE_STEPS = (0.001, 0.05, 0.15, 0.35, 0.6, 0.95)
"""Shares of the most prose at which `container` and `signature` go up by one."""
_MAX_DEPTH_APART = 6
_BEGINNING_CHARS = 50
_MIN_HEADLINE_CHARS = 8


def block_reader(page: HtmlPage) -> Callable[[int], BlockFeatures]:
    """Return the function that gives the values of `BlockFeatures` for a block of the page."""
    values = reader_but_words(page, dict.fromkeys(WORD_FEATURES, 0))
    return lambda index: with_words(values(index), page, index)


def with_words(seen: BlockFeatures, page: HtmlPage, index: int) -> BlockFeatures:
    """Return the values with those of `WORD_FEATURES` as the block's words tell them."""
    wording = wording_of(page.blocks[index].text)
    return seen._replace(
        machinery=wording.machinery,
        credit=wording.credit,
        digits=wording.digits,
        capitals=wording.capitals,
        known_words=known_words(wording.tokens, page.words),
    )


def reader_but_words(page: HtmlPage, words: Mapping[str, int]) -> Callable[[int], BlockFeatures]:
    """Return the function that gives the values with `words` for those of `WORD_FEATURES`."""
    position, depths, headings = positions(page), depths_of(page.elements), headings_before(page)
    most_held = max(page.by_container.values(), default=1)
    most_alike = max(page.by_signature.values(), default=1)
    first = depths[page.blocks[page.run.start].element] if page.blocks else 0
    own_tags = (_TAGS.get(page.elements[block.element].tag, 0) for block in page.blocks)
    tags = [_NO_TAG, *own_tags, _NO_TAG]
    alike = [_NO_PAIR, *(_alike(page, index) for index in range(1, len(page.blocks))), _NO_PAIR]
    prose = prose_sums(seen.width * seen.prose for seen in page.shapes)
    headline, beginning = page.hints.headline.casefold(), _beginning(page.hints.description)

    def values(index: int) -> BlockFeatures:
        block, seen = page.blocks[index], page.shapes[index]
        text = block.text
        stand = stand_of(index, page.run, prose)
        before, tag, after = tags[index : index + 3]
        holder = page.containers[index]
        where = position(holder)
        held = page.by_container.get(holder, 0) / most_held
        share = page.by_signature.get(page.signatures[index], 0) / most_alike
        alike_share = bisect_right(_SHARE_STEPS, share)
        return BlockFeatures(
            length_end=seen.length * 5 + seen.end,
            linked_length=seen.linked * 9 + seen.length,
            linked_end=seen.linked * 5 + seen.end,
            commas=min(text.count(","), 3),
            repeated=min(page.counts[text] - 1, 2),
            place=stand.place,
            tag_before=before * 32 + tag,
            tag_after=after * 32 + tag,
            alike_before=alike[index],
            alike_after=alike[index + 1],
            near=stand.near,
            around=stand.around,
            headline=_is_headline(text, headline),
            description=_begins(text, beginning),
            position=where,
            position_length=where * 9 + seen.length,
            container=bisect_right(_SHARE_STEPS, held),
            signature=alike_share,
            signature_length=alike_share * 9 + seen.length,
            headings=headings[index],
            depth=max(-_MAX_DEPTH_APART, min(_MAX_DEPTH_APART, depths[block.element] - first))
            + _MAX_DEPTH_APART,
            **words,
        )

    return values


def _alike(page: HtmlPage, index: int) -> int:
    """Return whether the block before has the same signature (1) and the same parent (2)."""
    elements, blocks = page.elements, page.blocks
    siblings = elements[blocks[index].element].parent == elements[blocks[index - 1].element].parent
    return (page.signatures[index] == page.signatures[index - 1]) + 2 * siblings


def _is_headline(text: str, headline: str) -> int:
    """Tell whether the text is the headline (2), which is given folded, or not (1, 0 if none)."""
    if len(headline) < _MIN_HEADLINE_CHARS:
        return 0
    return 2 if text[:1].casefold() == headline[:1] and text.casefold() == headline else 1


def _begins(text: str, beginning: str) -> int:
    """Tell whether the text begins as the description does (2), or not (1, 0 if none)."""
    if not beginning:
        return 0
    return 2 if text[:1].casefold() == beginning[:1] and _beginning(text) == beginning else 1


def _beginning(text: str) -> str:
    return text[:_BEGINNING_CHARS].casefold()
