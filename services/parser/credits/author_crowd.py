"""The names around an article, seen together: by-words before them, and how they compete."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.parser.credits.names import Name
from services.parser.credits.parts import is_by_word
from services.parser.page.lines import Line

MARKS, RIVALS, CROWDS = 5, 4, 5
"""How many values `Crowd.mark`, `rival` and `near` have."""

# The model is trained with these: whoever changes one trains it anew.
_MAX_SEPARATOR_CHARS = 4
_MAX_CHAIN_LINES = 12
"""Lines of names, and of separators between them, after one by-word."""
_NEAR_LINES, _NEAR_STEPS = 4, (3, 5, 7, 9)
_SIGNS = frozenset([1, 3, 4])
"""How a byline marks its names."""
_RIVAL_LINES = 2
"""Lines within which a signed name is beside another."""


class Candidate(NamedTuple):
    """A name, and the line it stands in."""

    line: int
    name: Name


class Crowd(NamedTuple):
    """All names around an article."""

    times: Counter[str]
    marks: Mapping[int, int]
    """By line: whether it follows a by-word of its own, as `MARKS` counts."""
    lines: Sequence[int]
    signed: Sequence[Candidate]
    """Those after a by-word, where a byline stands."""

    def mark(self, one: Candidate) -> int:
        """Return how the name is marked: by its own line (1, 2) or those before it (3, 4)."""
        return one.name.marked or self.marks[one.line]

    def near(self, index: int) -> int:
        """Return how many names stand within a few lines, 0 to 4."""
        first = bisect_left(self.lines, index - _NEAR_LINES)
        return bisect_right(_NEAR_STEPS, bisect_right(self.lines, index + _NEAR_LINES) - first)

    def rival(self, one: Candidate) -> int:
        """Return whether none (0), one beside (1), one elsewhere (2) or this name (3) is signed."""
        if self.mark(one):
            return 3
        others = [other.line for other in self.signed if other.name.text != one.name.text]
        if not others:
            return 0
        return 1 if any(abs(line - one.line) <= _RIVAL_LINES for line in others) else 2


def crowd_of(lines: Sequence[Line], names: Sequence[Candidate], stop: int) -> Crowd:
    """Return the names, in order of lines, as a crowd; before line `stop` a byline stands."""
    marks = _marks(lines, sorted({one.line for one in names}))
    return Crowd(
        times=Counter(one.name.text for one in names),
        marks=marks,
        lines=[one.line for one in names],
        signed=[
            one
            for one in names
            if one.line < stop and (one.name.marked or marks[one.line]) in _SIGNS
        ],
    )


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
