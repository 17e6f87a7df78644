"""The authors of an article: names around headline and body that the model takes for a byline."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Annotated, NamedTuple

from services.parser.credits.names import Name, read_names
from services.parser.credits.parts import is_by_word
from services.parser.credits.words import PARTICLES
from services.parser.models.tables import load
from services.parser.page.line_features import credit, machinery, read_tokens
from services.parser.page.lines import FINAL, Line

_MARKS, _PLACES, _WORDS = 5, 20, 6


class AuthorFeatures(NamedTuple):
    """What the model sees of a name: small numbers, each below the one beside it."""

    marked: Annotated[int, _MARKS]
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
    marked_place: Annotated[int, _MARKS * _PLACES]
    words_marked: Annotated[int, _MARKS * _WORDS]


# The model is trained with these: whoever changes one trains it anew.
_LINES_BEFORE, _LINES_AFTER, _LINES_AFTER_BODY = 8, 20, 8
"""Where names are looked for: before headline or body, after the body's start, after its end."""
_DISTANCE_STEPS = (1, 2, 3, 5, 8, 13)
"""Lines from headline or body at which `AuthorFeatures.place` goes up by one."""
_MAX_DATE_LINES_AWAY = 3
_MAX_SHORT_LINE_CHARS = 60
_MAX_UNFINISHED_CHARS = 40
"""A longer line that ends as a sentence does holds no byline."""
_MAX_SEPARATOR_CHARS = 4
_MAX_CHAIN_LINES = 12
"""Lines of names, and of separators between them, after one by-word."""
_FIRST_CJK = "\u2e80"
_MAX_AUTHORS = 12
_MIN_AUTHOR_LOG_ODDS = -0.9
"""Missing an author and giving a wrong one weigh about the same here, not at even odds."""

_MODEL = load("lines", "author", AuthorFeatures)


MAX_BODY_CHARS = 500_000
"""Characters of a body in which names are looked for: seven times the longest that was seen."""


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


class Candidate(NamedTuple):
    """A name, and the line it stands in."""

    line: int
    name: Name


def label_authors(place: ArticlePlace) -> tuple[str, ...]:
    """Return the names that the model takes for authors, each once."""
    likely = (
        one for one, values in author_values(place) if _MODEL.score(values) > _MIN_AUTHOR_LOG_ODDS
    )
    names = {one.name.text.casefold(): one.name.text for one in likely}
    return tuple(names.values())[:_MAX_AUTHORS]


def author_values(place: ArticlePlace) -> list[tuple[Candidate, AuthorFeatures]]:
    """Return each name near headline and body with its values of `AuthorFeatures`."""
    found = list(_candidates(place))
    times = Counter(one.name.text for one in found)
    marks = _marks(place.lines, sorted({one.line for one in found}))
    return [
        (one, _values(place, one, times[one.name.text], one.name.marked or marks[one.line]))
        for one in found
    ]


def _candidates(place: ArticlePlace) -> Iterator[Candidate]:
    near = min(place.head, place.start)
    front = range(max(0, near - _LINES_BEFORE), min(len(place.lines), place.start + _LINES_AFTER))
    tail = range(
        max(front.stop, place.stop - 2), min(len(place.lines), place.stop + _LINES_AFTER_BODY)
    )
    for index in (*front, *tail):
        text = place.lines[index].text
        if index != place.head and not (len(text) > _MAX_UNFINISHED_CHARS and text[-1] in FINAL):
            for name in read_names(text):
                yield Candidate(index, name)


def _marks(lines: Sequence[Line], named: Sequence[int]) -> dict[int, int]:
    """Tell which lines follow a by-word of its own: directly (3), or after other names (4)."""
    marks: dict[int, int] = {}
    within = set(named)
    for index in named:
        chain = 0
        back = index - 1
        while back >= 0 and chain < _MAX_CHAIN_LINES and not is_by_word(lines[back].text):
            if back not in within and len(lines[back].text) > _MAX_SEPARATOR_CHARS:
                back = -1
            else:
                back -= 1
                chain += 1
        marked = back >= 0 and is_by_word(lines[back].text)
        marks[index] = (4 if chain else 3) if marked else 0
    return marks


def _values(place: ArticlePlace, one: Candidate, times: int, mark: int) -> AuthorFeatures:
    index, name = one
    text = place.lines[index].text
    before = place.lines[index - 1].text if index else ""
    words = name.text.split()
    tokens = read_tokens(text)
    where = _where(place, index)
    count = min(len(words), _WORDS - 1)
    return AuthorFeatures(
        marked=mark,
        words=count,
        shape=_shape(name.text, words),
        whole=name.whole + 2 * (len(text) > _MAX_SHORT_LINE_CHARS),
        place=where,
        dated=_gap(index, place.dated),
        repeated=min(times - 1, 3),
        mentioned=min(_mentions(place, index, words[-1]), 3),
        credit=credit(text, tokens) * 3 + credit(before, read_tokens(before)),
        machinery=machinery(tokens),
        titled=int(words[-1] in place.headline),
        common=min(sum(_is_common(word, place) for word in words), 2),
        marked_place=mark * _PLACES + where,
        words_marked=mark * _WORDS + count,
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
