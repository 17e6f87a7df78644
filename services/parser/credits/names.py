"""The one reader of names: of lines of a page, and of fields that hold an author.

A line or field is cut into parts. A part is a name, a role ("Senior Reporter"), or what
stands beside a full name and is no other author: an agency, a publisher, a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from services.parser.credits.parts import (
    Joint,
    after_date,
    before_date,
    is_by_word,
    read_parts,
    read_pieces,
)
from services.parser.credits.roles import bare, split_role
from services.parser.credits.shapes import (
    EDGES,
    is_field_name,
    is_full_name,
    is_line_name,
    is_uncased,
)
from services.parser.credits.words import (
    AGENCIES,
    OFFICES,
    ORGANISATION_WORDS,
    PLACES_OF_TWO_WORDS,
    SHORT_BY_WORDS,
)
from services.parser.page.boilerplate_words import MACHINERY

MAX_LINE_CHARS = 160
"""Characters of the longest line that is looked at."""

_MAX_SMALL_WORDS = 4
_MAX_CHARS_BEFORE_HANDLE = 40
_MIN_WORDS_BEFORE_AGENCY, _MAX_AGENCY_WORDS = 2, 3
_KOREAN = re.compile(r"([가-힣]{2,4})\s?(?:기자|특파원|논설위원|선임기자|인턴기자|앵커)(?![가-힣])")
_OFFICE = re.compile(rf"\s?(?:{'|'.join(OFFICES)})$")


class Name(NamedTuple):
    """A name in a line."""

    text: str
    marked: int
    """0: no by-word in the line, 1: the line begins with one, 2: one stands within it."""
    whole: bool
    """The line holds nothing else but names, roles and a date."""


class Credit(NamedTuple):
    """Whom a line or field names."""

    people: tuple[Name, ...] = ()
    """Everybody who is no agency; whoever is not known to be one."""
    agencies: tuple[Name, ...] = ()
    role: bool = False
    """A role stands there, too."""

    @property
    def authors(self) -> tuple[Name, ...]:
        """The people, or where nobody else is named, the agencies."""
        return self.people or self.agencies


def read_names(text: str) -> list[Name]:
    """Return the names of a line; empty where it can't be a byline."""
    return list(read_line(text).authors)


def read_line(text: str) -> Credit:
    """Return whom a line of a page names, where it may be a byline."""
    if len(text) > MAX_LINE_CHARS or is_by_word(text) or _is_sentence(text) or _signs_post(text):
        return Credit()
    return _read(after_date(text), in_field=False)


def read_field(text: str) -> Credit:
    """Return whom a text names that the page calls an author."""
    return _read(text, in_field=True)


def _read(text: str, *, in_field: bool) -> Credit:
    korean = [] if text.isascii() else _KOREAN.findall(text)
    if korean:
        return Credit(tuple(Name(name, 1, whole=True) for name in korean))
    reader = _Reader(in_field=in_field)
    people: list[Name] = []
    agencies: list[Name] = []
    for piece, marked in read_pieces(text):
        rest = before_date(piece, glued=not in_field)
        if rest and rest[-1] not in "!?":
            read = list(reader.read(rest, signed=marked == 1))
            whole = all(part.kind != "other" for part in read)
            names = {"name": people, "agency": agencies}
            for part in read:
                if part.kind in names:
                    names[part.kind].append(Name(part.text, marked, whole))
    return Credit(tuple(people), tuple(agencies), reader.role)


def _signs_post(text: str) -> bool:
    """Tell whether the line signs a post that the page quotes: "— Jane Doe (@jane)"."""
    return "(@" in text and not (text[0].isupper() and text.find("(@") <= _MAX_CHARS_BEFORE_HANDLE)


def _is_sentence(text: str) -> bool:
    """Tell whether most words are in small letters: sooner than all that follows would."""
    words = text.split()
    small = len([word for word in words if word[0].islower() and word not in SHORT_BY_WORDS])
    return small > _MAX_SMALL_WORDS and small * 2 > len(words)


class _Part(NamedTuple):
    kind: str
    """name, agency, role, beside (what is at a name's side), other."""
    text: str = ""


@dataclass(slots=True)
class _Reader:
    """What was read so far decides what the next part may be."""

    in_field: bool
    named: bool = False
    """A full name or an agency was read."""
    without_role: bool = False
    """The last name has no role yet."""
    role: bool = False

    def read(self, piece: str, *, signed: bool) -> Iterator[_Part]:
        """Return what the parts of a piece are; a piece stands beside the one before it."""
        for joint, part in read_parts(piece):
            read = self._part(part, joint or ("beside" if self.named else ""), signed=signed)
            self.role = self.role or read.kind == "role"
            yield read

    def _part(self, text: str, joint: Joint, *, signed: bool) -> _Part:
        words = text.split()
        if not words:
            return _Part("beside")
        kept, has_role = split_role(words)
        name = _trimmed(kept, cut=has_role)
        if has_role and (not name or (self.without_role and joint == "beside")):
            return _Part("role")
        self.role = self.role or has_role
        if _is_agency([name]):
            self.named, self.without_role = True, False
            return _Part("agency", name)
        if self.named and joint == "beside" and _is_beside(name):
            return _Part("beside")
        if not self._is_name(name, joint, signed=signed):
            return _Part("role" if has_role else "other")
        self.named = self.named or is_full_name(name)
        self.without_role = not has_role and is_full_name(name)
        return _Part("name", name)

    def _is_name(self, name: str, joint: Joint, *, signed: bool) -> bool:
        if not self.in_field:
            return is_line_name(name, signed=signed)
        alone = not self.named or joint != "beside" or name.islower()
        return is_field_name(name) and (alone or is_full_name(name))


def _trimmed(words: list[str], *, cut: bool) -> str:
    """Return the name once, without a button, an office or an agency after it.

    Where something was cut off, small words that led to it go, too: "Jane Doe is a".
    """
    half = len(words) // 2
    words = words[:half] if half and words[:half] == words[half:] else words
    while len(words) > 1 and bare(words[-1]) in MACHINERY:
        words = words[:-1]
    for count in range(_MAX_AGENCY_WORDS, 0, -1):
        if len(words) - count >= _MIN_WORDS_BEFORE_AGENCY and _is_agency(words[-count:]):
            words, cut = words[:-count], True
    while cut and len(words) > 1 and words[-1].islower() and words[0][0].isupper():
        words = words[:-1]
    return _OFFICE.sub("", " ".join(words)).strip(EDGES)


def _is_agency(words: list[str]) -> bool:
    return " ".join(words).strip(EDGES).lower() in AGENCIES


def _is_beside(name: str) -> bool:
    """Tell whether what stands beside a full name is no name of another author."""
    if is_uncased(name):
        return False
    words = [bare(word) for word in name.split()]
    return (
        len(words) == 1
        or words[0] == "the"
        or words[0] in AGENCIES
        or not ORGANISATION_WORDS.isdisjoint(words)
        or " ".join(words) in PLACES_OF_TWO_WORDS
    )
