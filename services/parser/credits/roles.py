"""Roles in a part of a byline: which of its words are the role, and which the name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from services.parser.credits.words import (
    BEATS,
    DEPARTMENTS,
    DESKS,
    RANKS,
    ROLE_ENDINGS,
    ROLE_NOUNS,
)

_NOUNS = ROLE_NOUNS | DESKS
_BEFORE_A_NOUN = BEATS | DEPARTMENTS | RANKS
_SIGNS_FOR_SEVERAL = DESKS | {"staff"}
_GENDERS = re.compile(r"[:*_]in(?:nen)?$")
_GLUED = re.compile(r"([^\W\d_]*[a-zß-ÿ])([A-Z][a-z]+)")
_NAME_BEGINNINGS = frozenset(["Mc", "Mac", "De", "Di", "Du", "La", "Le", "Van", "Von", "Fitz"])
_MIN_NAME_WORDS = 2
_EDGES = ".,:;()[]"


class Split(NamedTuple):
    """The words of a name, none if only a role stands there, and whether one does."""

    name: list[str]
    role: bool


def split_role(words: list[str]) -> Split:
    """Return the name before the role, or after it: "Senior Reporter Jane Doe".

    The role begins at its rank ("Chief Climate Correspondent") or else at what it is about, as
    far as that is known ("Health Editor"). A name before it keeps two words: "Jude Law Editor".
    """
    words = unglued(words)
    plain = [bare(word) for word in words]
    noun = next((number for number, word in enumerate(plain) if is_role_noun(word)), None)
    if noun is None:
        return _without_noun(words, plain)
    begin = _beginning(plain, noun)
    after = words[_ending(plain, noun) :]
    if begin >= _MIN_NAME_WORDS:
        return Split(words[:begin], role=True)
    if len(after) >= _MIN_NAME_WORDS and plain[noun] not in DESKS and after[0][0].isupper():
        return Split(split_role(after).name, role=True)
    surname = begin == 1 and noun >= _MIN_NAME_WORDS and plain[begin] in BEATS
    return Split(words[:noun] if surname else [], role=True)


def is_role_noun(word: str) -> bool:
    """Tell whether the lower-case word is what an author is, alone or as part of a longer one."""
    word = _GENDERS.sub("", word)
    return (
        word in _NOUNS
        or word.endswith(ROLE_ENDINGS)
        or ("-" in word and not _NOUNS.isdisjoint(word.split("-")))
    )


def is_desk(text: str) -> bool:
    """Tell whether several people together sign: "Staff Writer", "Redaktion Kultur"."""
    return not _SIGNS_FOR_SEVERAL.isdisjoint(map(bare, text.split()))


def bare(word: str) -> str:
    """Return the word in lower case, without marks around it."""
    return word.strip(_EDGES).lower()


def unglued(words: Sequence[str]) -> list[str]:
    """Return the words with those cut in two that a lost space joined: "DoeSenior"."""
    parts: list[str] = []
    for word, following in zip(words, [*words[1:], ""], strict=True):
        glued = _GLUED.fullmatch(word)
        if glued is not None and _is_seam(glued, following):
            parts += [glued[1], glued[2]]
        else:
            parts.append(word)
    return parts


def _is_seam(glued: re.Match[str], following: str) -> bool:
    tail = glued[2].lower()
    known = is_role_noun(tail) or tail in _BEFORE_A_NOUN
    return known or (glued[1] not in _NAME_BEGINNINGS and is_role_noun(bare(following)))


def _without_noun(words: list[str], plain: list[str]) -> Split:
    """Read "Politics" and "News Feature", and "Jane Doe Politics"."""
    if plain[0] in DEPARTMENTS | RANKS or all(word in _BEFORE_A_NOUN for word in plain):
        return Split([], role=True)
    later = range(_MIN_NAME_WORDS, len(words))
    begin = next((number for number in later if plain[number] in DEPARTMENTS), None)
    return Split(words[:begin], role=begin is not None)


def _beginning(plain: Sequence[str], noun: int) -> int:
    begin = noun
    while begin and plain[begin - 1] in _BEFORE_A_NOUN:
        begin -= 1
    ranks = (number for number, word in enumerate(plain[:begin]) if word in RANKS)
    return next(ranks, begin)


def _ending(plain: Sequence[str], noun: int) -> int:
    end = noun + 1
    while end < len(plain) and (is_role_noun(plain[end]) or plain[end] in RANKS | DEPARTMENTS):
        end += 1
    return end
