"""The lines among a page's paragraphs that are none: bylines, dates, a signature, machinery."""

from __future__ import annotations

import re
from typing import NamedTuple

from services.parser.credits.byline import read_byline
from services.parser.credits.header_line import read_header_line
from services.parser.credits.names import read_line
from services.parser.credits.shapes import is_full_name, is_uncased
from services.parser.page.extract import Paragraph
from services.parser.page.lines import Line, is_finished, is_noise
from services.parser.times.ages import split_age

_MAX_HEADER_BLOCKS = 4
"""Lines of byline and dates above an article, each in a block of its own."""

_MAX_SIGNING_BLOCKS = 2
"""Lines below it in which its author signs."""

_SIGNATURE = re.compile(r"(?:--|[\u2014\u2013-])\s?([^\W\d_].{1,60})")
_AROUND_AGE = " -\u2014\u2013,|"
_LONGER_UNIT = re.compile(r"\d+ (?:hour|day|week|month)s?,$")
"""Before the shorter one of an age in two units: "1 hour, 44 minutes ago"."""
_ADVERTISING = frozenset(["advertisement", "advertising", "anzeige", "publicité"])


class Signed(NamedTuple):
    """Paragraphs, and who signs below them."""

    paragraphs: tuple[Paragraph, ...]
    names: tuple[str, ...]


def without_credits(paragraphs: tuple[Paragraph, ...]) -> Signed:
    """Return the paragraphs without bylines and dates at both ends, a signature and machinery.

    Where nothing else is left, all of them.
    """
    count = len(paragraphs)
    first = range(min(_MAX_HEADER_BLOCKS, count))
    last = range(max(len(first), count - _MAX_SIGNING_BLOCKS), count)
    left_out = {index for index in (*first, *last) if _is_credit(paragraphs[index].text)}
    left_out |= {index for index, paragraph in enumerate(paragraphs) if _is_machinery(paragraph)}
    kept = tuple(one for index, one in enumerate(paragraphs) if index not in left_out)
    names = _signature(kept)
    return Signed(kept[:-1] if names else kept or paragraphs, names)


def _is_credit(text: str) -> bool:
    if read_header_line(Line(text)) is not None:
        return True
    aged = split_age(text)
    if aged is None:
        return False
    beside = _LONGER_UNIT.sub("", aged[0]).strip(_AROUND_AGE)
    return not beside or read_byline(beside) is not None


def _is_machinery(paragraph: Paragraph) -> bool:
    """Tell whether the page says it, not the article; a word alone may be a heading of this one."""
    text = paragraph.text
    if paragraph.kind == "preformatted" or is_finished(text) or not is_noise(Line(text)):
        return False
    return " " in text or text.casefold() in _ADVERTISING


def _signature(paragraphs: tuple[Paragraph, ...]) -> tuple[str, ...]:
    """Return who signs in the last line, "-- Jane Doe"; below a quote are its speakers named."""
    if len(paragraphs) <= 1 or paragraphs[-1].kind == "quote" or paragraphs[-2].kind == "quote":
        return ()
    signed = _SIGNATURE.fullmatch(paragraphs[-1].text)
    people = read_line(signed[1]).people if signed else ()
    sure = all(one.whole and is_full_name(one.text) and not is_uncased(one.text) for one in people)
    return tuple(one.text for one in people) if sure else ()
