"""Bylines of Chinese and Japanese pages: the credits above, within and after the body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from services.parser.credits.han import HanCredit, read_han_credit
from services.parser.page.extract import Extract

# Set by hand on the development pages.
_BLOCKS_ABOVE, _BLOCKS_AFTER = 8, 4
_BLOCKS_OF_BODY = 3
"""Of its beginning and of its end, in which a credit may stand."""
_LANGUAGES = frozenset(["zh", "ja"])


class TextBlock(Protocol):
    """A block of a page, of HTML or of text."""

    @property
    def text(self) -> str:
        """What stands there."""


def with_han_byline(extract: Extract, blocks: Sequence[TextBlock], body: Sequence[int]) -> Extract:
    """Return the extract with the authors whom the page credits, without lines of credits.

    `body` are the blocks that are body. Who wrote or reported goes before whom the extract
    has; who only edited, after them.
    """
    if (extract.language or "")[:2] not in _LANGUAGES:
        return extract
    credited = list(_credits(blocks, body))
    authors = _names(credit for credit in credited if not credit.edited)
    editors = _names(credit for credit in credited if credit.edited)
    kept = tuple(one for one in extract.body if not _is_credit(one.text))
    return replace(
        extract,
        byline=authors or extract.byline or editors,
        body=kept or extract.body,
    )


def _credits(blocks: Sequence[TextBlock], body: Sequence[int]) -> Iterator[HanCredit]:
    above = range(max(0, body[0] - _BLOCKS_ABOVE), body[0])
    after = range(body[-1] + 1, min(len(blocks), body[-1] + 1 + _BLOCKS_AFTER))
    within = sorted({*body[:_BLOCKS_OF_BODY], *body[-_BLOCKS_OF_BODY:]})
    for index in (*above, *within, *after):
        credit = read_han_credit(blocks[index].text)
        if credit is not None:
            yield credit


def _is_credit(text: str) -> bool:
    credit = read_han_credit(text)
    return credit is not None and credit.alone


def _names(found: Iterator[HanCredit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for credit in found for name in credit.names))
