"""The authors of an article: names around headline and body that the model takes for a byline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.parser.credits.author_crowd import Candidate
from services.parser.credits.author_features import (
    ArticlePlace,
    AuthorFeatures,
    values_of,
)
from services.parser.credits.names import Name, read_field, read_names
from services.parser.credits.parts import is_by_word
from services.parser.models.tables import load
from services.parser.page.lines import FINAL

# The model is trained with these: whoever changes one trains it anew.
_LINES_BEFORE, _LINES_AFTER, _LINES_AFTER_BODY = 8, 20, 8
"""Where names are looked for: before headline or body, after the body's start, after its end."""
_MAX_UNFINISHED_CHARS = 40
"""A longer line that ends as a sentence does holds no byline."""
_MAX_SIGNATURE_CHARS = 30
"""Of a line that, after a by-word's own, is an author whatever its letters: a web name, a desk."""
_MAX_AUTHORS = 12
_MIN_AUTHOR_LOG_ODDS = -1.2
"""Missing an author and giving a wrong one weigh about the same here, not at even odds.

Folds prefer -0.8 by half a point of a hundred; roles beside unusual names need this."""

_MODEL = load("lines", "author", AuthorFeatures)


MAX_BODY_CHARS = 500_000
"""Characters of a body in which names are looked for: seven times the longest that was seen."""


def label_authors(place: ArticlePlace) -> tuple[str, ...]:
    """Return the names that the model takes for authors, each once."""
    likely = (
        one for one, values in author_values(place) if _MODEL.score(values) > _MIN_AUTHOR_LOG_ODDS
    )
    names = {one.name.text.casefold(): one.name.text for one in likely}
    return tuple(names.values())[:_MAX_AUTHORS]


def author_values(place: ArticlePlace) -> list[tuple[Candidate, AuthorFeatures]]:
    """Return each name near headline and body with its values of `AuthorFeatures`."""
    return values_of(place, list(_candidates(place)))


def _candidates(place: ArticlePlace) -> Iterator[Candidate]:
    near = min(place.head, place.start)
    front = range(max(0, near - _LINES_BEFORE), min(len(place.lines), place.start + _LINES_AFTER))
    tail = range(
        max(front.stop, place.stop - 2), min(len(place.lines), place.stop + _LINES_AFTER_BODY)
    )
    for index in (*front, *tail):
        text = place.lines[index].text
        if index != place.head and not (len(text) > _MAX_UNFINISHED_CHARS and text[-1] in FINAL):
            for name in read_names(text) or _signature(place, index):
                yield Candidate(index, name)


def _signature(place: ArticlePlace, index: int) -> Sequence[Name]:
    """Return who signs in a form that is no name's, in the line after a by-word: "von jdoe"."""
    text = place.lines[index].text
    if (
        index == 0
        or len(text) > _MAX_SIGNATURE_CHARS
        or not is_by_word(place.lines[index - 1].text)
    ):
        return ()
    return read_field(text).authors
