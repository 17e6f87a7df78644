"""What the authors' model sees of a name on a page: small numbers about it and what is near."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

from services.parser.credits.author_crowd import CROWDS, MARKS, RIVALS, Candidate, Crowd, crowd_of
from services.parser.credits.words import PARTICLES
from services.parser.page.line_features import credit, machinery, read_tokens
from services.parser.page.lines import Line

_PLACES, _WORDS = 20, 6


class AuthorFeatures(NamedTuple):
    """What the model sees of a name: small numbers, each below the one beside it."""

    marked: Annotated[int, MARKS]
    words: Annotated[int, _WORDS]
    shape: Annotated[int, 5]
    whole: Annotated[int, 4]
    place: Annotated[int, _PLACES]
    dated: Annotated[int, 8]
    repeated: Annotated[int, 4]
    mentioned: Annotated[int, 4]
    credit: Annotated[int, 9]
    machinery: Annotated[int, 4]
    titled: Annotated[int, 2]
    common: Annotated[int, 3]
    known: Annotated[int, 2]
    alone: Annotated[int, 3]
    crowd: Annotated[int, CROWDS]
    rival: Annotated[int, RIVALS]
    marked_place: Annotated[int, MARKS * _PLACES]
    words_marked: Annotated[int, MARKS * _WORDS]
    known_marked: Annotated[int, 2 * MARKS]
    known_place: Annotated[int, 2 * _PLACES]
    rival_place: Annotated[int, RIVALS * _PLACES]


# The model is trained with these: whoever changes one trains it anew.
_DISTANCE_STEPS = (1, 2, 3, 5, 8, 13)
"""Lines from headline or body at which `AuthorFeatures.place` goes up by one."""
_MAX_DATE_LINES_AWAY = 3
_MAX_SHORT_LINE_CHARS = 60
_RIVAL_LINES_AFTER = 5
"""Lines of the text in which a byline may stand that makes others less likely."""
_FIRST_CJK = "\u2e80"

_FIRST_NAMES = frozenset(
    Path(__file__).with_name("first_names.txt").read_text(encoding="utf-8").split()
)
"""First names of people that at least two of the countries in Faker's lists (MIT) share."""


class ArticlePlace(NamedTuple):
    """Where on a page the article stands, in lines, and its text."""

    lines: Sequence[Line]
    head: int
    start: int
    stop: int
    dated: Collection[int]
    headline: str
    body: str
    words: frozenset[str]
    """Words of the body as they stand there."""


def values_of(
    place: ArticlePlace, names: Sequence[Candidate]
) -> list[tuple[Candidate, AuthorFeatures]]:
    """Return each name with its values of `AuthorFeatures`; `names` are all, in order of lines."""
    crowd = crowd_of(place.lines, names, place.start + _RIVAL_LINES_AFTER)
    return [(one, _values(place, one, crowd)) for one in names]


def _values(place: ArticlePlace, one: Candidate, crowd: Crowd) -> AuthorFeatures:
    index, name = one
    text = place.lines[index].text
    before = place.lines[index - 1].text if index else ""
    words = name.text.split()
    tokens = read_tokens(text)
    where = _where(place, index)
    mark = crowd.mark(one)
    count = min(len(words), _WORDS - 1)
    known = int(words[0].lower() in _FIRST_NAMES)
    rival = crowd.rival(one)
    return AuthorFeatures(
        marked=mark,
        words=count,
        shape=_shape(name.text, words),
        whole=name.whole + 2 * (len(text) > _MAX_SHORT_LINE_CHARS),
        place=where,
        dated=_gap(index, place.dated),
        repeated=min(crowd.times[name.text] - 1, 3),
        mentioned=min(_mentions(place, index, words[-1]), 3),
        credit=credit(text, tokens) * 3 + credit(before, read_tokens(before)),
        machinery=machinery(tokens),
        titled=int(words[-1] in place.headline),
        common=min(sum(_is_common(word, place) for word in words), 2),
        known=known,
        alone=2 if len(text) > _MAX_SHORT_LINE_CHARS else int(text == name.text),
        crowd=crowd.near(index),
        rival=rival,
        marked_place=mark * _PLACES + where,
        words_marked=mark * _WORDS + count,
        known_marked=known * MARKS + mark,
        known_place=known * _PLACES + where,
        rival_place=rival * _PLACES + where,
    )


def _mentions(place: ArticlePlace, index: int, word: str) -> int:
    """Return how often the body has the word, the line itself not counted where it is part."""
    count = place.body.count(word)
    text = place.lines[index].text
    within = count and place.start <= index < place.stop and text in place.body
    return count - text.count(word) if within else count


def _is_common(word: str, place: ArticlePlace) -> bool:
    """Tell whether the body has the word in small letters; particles are small in names, too."""
    return word not in PARTICLES and word.lower() in place.words


def _where(place: ArticlePlace, index: int) -> int:
    """Return where the line stands, 0 to 19.

    Before the headline: to 3, after it: to 10, in the body: to 17, at its end or after it: more.
    """
    if index >= place.stop - 2 and index > place.start + 1:
        return 18 + (index >= place.stop)
    if index < place.head:
        return min(place.head - index, 3)
    if index < place.start:
        return 4 + bisect_right(_DISTANCE_STEPS, index - place.head - 1)
    return 11 + bisect_right(_DISTANCE_STEPS, index - place.start)


def _gap(index: int, dated: Collection[int]) -> int:
    """Return how far the next date or by-word is: here (0), 1 to 3 before or after, or none (7)."""
    if index in dated:
        return 0
    steps = (step for gap in range(1, _MAX_DATE_LINES_AWAY + 1) for step in (gap, -gap))
    found = next((step for step in steps if index + step in dated), 0)
    return 2 * abs(found) - (found > 0) if found else 7


def _shape(name: str, words: Sequence[str]) -> int:
    if name[0] >= _FIRST_CJK:
        return 4
    if name.isupper():
        return 3
    words = [word for word in words if word not in PARTICLES]
    if all(word[0].isupper() and word[1:].islower() for word in words):
        return 0
    return 1 if any(word[0].islower() for word in words) else 2
