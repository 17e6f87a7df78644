"""Parts of a byline: what stands between its separators, and without the dates beside names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple

from services.parser.credits.shapes import EDGES
from services.parser.credits.words import (
    AMBIGUOUS_JOINING,
    BY_WORDS,
    DATE_WORDS,
    GENRES,
    JOINING,
    PARTICLES,
    PLACE_WORDS,
    TITLES_AFTER_A_NAME,
)
from services.parser.times.dates import find_date
from services.parser.times.months import MONTHS

Joint = Literal["", "and", "beside"]
"""How a part is joined to what stands before it: not at all, as one more, or beside it."""

_INTRO_WORDS = 4
_MAX_LABEL_CHARS = 25
_MIN_GLUED_NAME_CHARS = 4
"""Shorter ones may be prefixes: "Mac", "De"."""
_BY_COLON = re.compile(rf"({'|'.join(sorted(BY_WORDS))})\s*:\s*(?=\S)", re.IGNORECASE)
_TITLES = f"(?i:{'|'.join(TITLES_AFTER_A_NAME)})"
_Y = r"y(?=\s+[^\W\d_]+\s+[^\W\d_])"
"""Not before a second surname: "Ortega y Gasset"."""
_SEPARATOR = re.compile(
    rf"(?:\s*,)?\s+({'|'.join(sorted(JOINING - {'y'}))}|{_Y})\s+|"
    rf"\s*(,(?!\s*{_TITLES}\b)|[;&/+、])\s*|\s+([-–—])\s+|\s+(?=The\s)"  # noqa: RUF001  as printed
)
_CAPITAL_JOINING = re.compile(
    rf"(?<=\w\s)({'|'.join(sorted(word.upper() for word in JOINING))})(?=\s+\w)"
)
_TITLE_JOINING = re.compile(r"(?<=\w\s)(?:And|Und)(?=\s+\w)")
_PIECES = re.compile(r"\s*[|•·]\s*")
_IN_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_CONTACT = re.compile(r"\S+@\S+|(?<!\w)@\w+|\bhttps?:\S*|\bwww\.\S*", re.IGNORECASE)
_PLACE = rf"(?:{'|'.join(PLACE_WORDS)})\s"
_PLACE_AFTER = re.compile(rf"(?:^|\s)(?:{_PLACE}|(?:At|For|From|Special To)\s).*")
_PLACE_FIRST = re.compile(_PLACE, re.IGNORECASE)
_CAPITAL_PLACE_AFTER = re.compile(r"(?:^|\s)(?:IN|AT|FOR|OF|FROM|AUS|SPECIAL TO)\s.*")
_DIGIT = re.compile(r"\d")
_WORD_OF_DIGITS = re.compile(r"(?<=\s)\d")
_GLUED = re.compile(r"([^\W\d_]*[a-zß-ÿ])([A-Z][a-z]+)")
_ALL_DATE_WORDS = frozenset(MONTHS) | DATE_WORDS


class Piece(NamedTuple):
    """What stands between the bars of a line, after its by-word.

    `marked` is 0 without a by-word, 1 where the piece begins with one, 2 if one stands within.
    """

    text: str
    marked: int


def read_pieces(text: str) -> Iterator[Piece]:
    """Return the pieces of the line that a bar or a dot separates, without addresses."""
    text = _CONTACT.sub("", _IN_BRACKETS.sub("", text)) if _may_hold_contact(text) else text
    after_by_word = False
    for piece in [text] if text.isalpha() else _PIECES.split(text):
        if piece and is_by_word(piece):
            after_by_word = True
        elif piece:
            marked, rest = _after_by_word(piece)
            yield Piece(rest, 1 if after_by_word else marked)
            after_by_word = False


def is_signed(text: str) -> bool:
    """Tell whether the line says "by" first."""
    return any(piece.marked == 1 for piece in islice(read_pieces(text), 1))


def read_parts(text: str) -> Iterator[tuple[Joint, str]]:
    """Return the parts of a piece, each without the place after it, with its joint."""
    capitals = text.isupper()
    text = (_CAPITAL_JOINING if capitals else _TITLE_JOINING).sub(_in_small_letters, text)
    start = 0
    joint: Joint = ""
    for found in _SEPARATOR.finditer(text):
        yield joint, without_place(text[start : found.start()], capitals=capitals)
        start, joint = found.end(), _joint(found)
    yield joint, without_place(text[start:], capitals=capitals)


def without_place(part: str, *, capitals: bool) -> str:
    """Return the part without where the author is, or whom they write for."""
    if _PLACE_FIRST.match(part):
        return ""
    part = _PLACE_AFTER.sub("", part)
    return _CAPITAL_PLACE_AFTER.sub("", part) if capitals else part


def is_by_word(text: str) -> bool:
    """Tell whether the line is nothing but what stands before an author's name."""
    if len(text) > _MAX_LABEL_CHARS:
        return False
    words = text.rstrip(": ").lower().split()
    if not words:
        return False
    return words[-1] in BY_WORDS or (text[-1] == ":" and not BY_WORDS.isdisjoint(words))


def _in_small_letters(found: re.Match[str]) -> str:
    return found[0].lower()


def _may_hold_contact(text: str) -> bool:
    return "@" in text or "(" in text or "[" in text or "://" in text or "www." in text


def _joint(found: re.Match[str]) -> Joint:
    word, mark, dash = found.groups()
    if word is not None:
        return "beside" if word in AMBIGUOUS_JOINING else "and"
    return "and" if mark in (";", "&", "+", "、") and dash is None else "beside"


def _after_by_word(text: str) -> tuple[int, str]:
    """Return how the piece is marked as a byline, and what follows the by-word."""
    text = _BY_COLON.sub(r"\1: ", text, count=1) if ":" in text else text
    words = text.split(None, _INTRO_WORDS + 1)
    for number, word in enumerate(words[:-1]):
        plain = word.rstrip(":").lower().rpartition("/")[2]
        if plain not in BY_WORDS:
            continue
        first = number == 0 and not _is_surname(plain, word, words[1:])
        if first or word[-1] == ":" or _introduces(words[:number]):
            return (1 if number == 0 else 2), text.split(None, number + 1)[number + 1]
    return 0, text


def _is_surname(plain: str, word: str, after: list[str]) -> bool:
    """Tell "Di Maio" and "von der Aue" from "Di Jana Muster" and "von Jana Muster"."""
    if plain not in PARTICLES or word[-1] == ":":
        return False
    return after[0] in PARTICLES or (len(after) == 1 and after[0][0].isupper() and plain != "von")


def _introduces(words: list[str]) -> bool:
    return any(word.lower() in GENRES for word in words)


def after_date(text: str) -> str:
    """Return what follows a full date at the line's start, if that begins with a by-word."""
    found = find_date(text)
    if found is None or found[1]:
        return text
    rest = text[found[2] :].lstrip(EDGES)
    first = rest.split(None, 1)[:1]
    return rest if first and first[0].rstrip(":").lower() in BY_WORDS else text


def before_date(text: str, *, glued: bool) -> str:
    """Return what stands before the first digit, without the words of a date.

    In a rendered line the digit may be glued to the name; in a field it is the name's own.
    """
    digit = (_DIGIT if glued else _WORD_OF_DIGITS).search(text)
    words = (text[: digit.start()] if digit else text).split()
    if words and (joined := _GLUED.fullmatch(words[-1])) is not None and _is_seam(joined, digit):
        words[-1:] = [joined[1], joined[2]]
        digit = joined
    while digit and words and words[-1].strip(EDGES).lower() in _ALL_DATE_WORDS:
        words.pop()
    return " ".join(words).strip(EDGES)


def _is_seam(joined: re.Match[str], digit: re.Match[str] | None) -> bool:
    """Tell "LindFeb" from "DeMay": without a day after it, the name before it is no prefix."""
    return joined[2].lower() in MONTHS and (
        digit is not None or len(joined[1]) >= _MIN_GLUED_NAME_CHARS
    )
