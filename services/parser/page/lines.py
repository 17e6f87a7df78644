"""Lines of a page, and what each is on its own: prose, a title, noise."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_LINES = 20_000
"""Four times the most of a page, 4,790 of 4,767 development dumps; what follows is not read."""

# The number of a list, not the day of "3. Mai 2024" or "06. 01. 2026".
_BULLET = re.compile(
    r"(?:[-*+•·‣▪◦●]|\d{1,2}[.)](?!\s*(?:[^\W\d_]{3,12}\.?|\d\d?\.)\s{0,3}\d{4}))(?:\s+|$)"
)
_PROSE_END = re.compile(r"[.!…。！؟।།၊။។۔፡።][\"'”’»“)\]\s]*$")  # noqa: RUF001  as printed
# From Thai to the end of CJK: scripts that mostly write no spaces between words.
SPACELESS = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af]")
_FILLED = re.compile(r"\S[^\n]*")
_LETTER = re.compile(r"[^\W\d_]")
_GAP = re.compile(r"\s{3,}|\t\s*")
"""What a renderer leaves between the cells of a table's row."""

_MIN_PROSE_WORDS, _MIN_TITLE_WORDS = 4, 4
_MIN_PROSE_CHARS = 8
_MIN_UNENDED_PROSE_CHARS = 200
"""From here on a line is prose without a full stop, too: of 1,358 headlines the longest has 193."""
_MAX_TITLE_CHARS = 300
"""Half more than the longest of 1,358 headlines."""
_MIN_DISTINCT_LETTERS = 4
"""Fewer are a rule of dashes with a letter, or one repeated letter. Set by hand."""
_SAMPLE_CHARS, _MAX_NOISE_CHARS = 400, 200
_MAX_COLUMNS = 3
"""Of a page laid out as a table; a row of more is data, unless prose stands in it."""
_MIN_COLUMN_CHARS = 80
"""Of a cell that is prose. Set by hand."""
_BULLETS = frozenset("-*+•·‣▪◦●0123456789")

_NOISE = frozenset(
    [
        "advertisement",
        "advertising",
        "ad",
        "anzeige",
        "publicité",
        "share",
        "share this",
        "share this article",
        "tweet",
        "facebook",
        "twitter",
        "whatsapp",
        "email",
        "print",
        "comments",
        "comment",
        "copy link",
        "save",
        "follow us",
        "subscribe",
        "sign up",
        "sign in",
        "log in",
        "menu",
        "search",
        "skip to content",
        "skip to main content",
        "read more",
        "more",
        "listen",
        "loading",
        "loading...",
        "close",
        "story continues below",
    ]
)
_NOISE_START = re.compile(
    r"(?:read more|read also|also read|related|see also|watch|listen|more on this|sign up|"
    r"subscribe|click here|story continues|article continues|follow us|share this|©|copyright|"
    r"all rights reserved|advertisement)\b\s*(?::|\d|for|to|below|after|on|©|\(c\)|$)",
    re.IGNORECASE,
)

FINAL = frozenset(".!?…。！？।؟")  # noqa: RUF001  as printed
"""Marks that end a sentence, in the scripts of news."""

QUOTES = "\"'”’»“)]」』） "  # noqa: RUF001  as printed
"""What may stand after the end of a sentence."""


class Line(NamedTuple):
    """A line without its white space and bullet."""

    text: str
    bulleted: bool = False


def read_lines(text: str) -> list[Line]:
    """Return the lines that hold something; a bare bullet is a line of its own.

    A line repeated at once counts once. Columns of a page laid out as a table are lines each.
    """
    lines: list[Line] = []
    last = ""
    for found in _FILLED.finditer(text):  # one by one: a page may have millions
        line = found.group().rstrip()
        if line != last:
            lines += _columns(_line(line)) if "   " in line or "\t" in line else [_line(line)]
            last = line
            if len(lines) >= MAX_LINES:
                break
    return lines[:MAX_LINES]


def is_prose(line: Line) -> bool:
    """Tell whether the line reads like a sentence or more of running text."""
    text = line.text
    if len(text) < _MIN_PROSE_CHARS or not _has_words(text, _MIN_PROSE_WORDS):
        return False
    return len(text) > _MIN_UNENDED_PROSE_CHARS or _PROSE_END.search(text[-20:]) is not None


def is_title(line: Line) -> bool:
    """Tell whether the line could be a headline: some words, not too many, no full stop."""
    return len(line.text) <= _MAX_TITLE_CHARS and _has_words(line.text, _MIN_TITLE_WORDS)


def is_text(line: Line) -> bool:
    """Tell whether the line has words at all, not only symbols or one repeated letter."""
    seen = set()
    for character in line.text[:_SAMPLE_CHARS]:
        if character.isalpha():
            seen.add(character)
            if len(seen) == _MIN_DISTINCT_LETTERS:
                return True
    return False


def is_noise(line: Line) -> bool:
    """Tell whether the line belongs to the page's machinery, such as "Advertisement"."""
    if len(line.text) > _MAX_NOISE_CHARS:
        return False
    text = line.text.lower()
    return not text or text.rstrip(":") in _NOISE or _NOISE_START.match(text) is not None


def is_content(line: Line) -> bool:
    """Tell whether the line has words at all, and others than the page's machinery."""
    return is_text(line) and not is_noise(line)


def is_finished(text: str) -> bool:
    """Tell whether the text ends as a sentence does."""
    return text.rstrip(QUOTES)[-1:] in FINAL


def _columns(line: Line) -> list[Line]:
    """Return the columns of the line, or a row of data as one line."""
    cells = _GAP.split(line.text)
    if len(cells) > _MAX_COLUMNS and max(map(len, cells)) < _MIN_COLUMN_CHARS:
        return [Line(" ".join(cells), line.bulleted)]
    first, *rest = cells
    return [Line(first, line.bulleted), *map(Line, rest)]


def _line(text: str) -> Line:
    if text[0] not in _BULLETS:  # most lines: the cheapest answer first
        return Line(text)
    bullet = _BULLET.match(text)
    return Line(text[bullet.end() :], bulleted=True) if bullet else Line(text)


def _has_words(text: str, least: int) -> bool:
    sample = text[:_SAMPLE_CHARS]
    words = sum(1 for word in sample.split() if _LETTER.search(word))
    # About two characters make a word where no spaces do.
    return words + len(SPACELESS.findall(sample)) // 2 >= least and is_text(Line(text))
