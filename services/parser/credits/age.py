"""The age that an article gives itself, for pages that show no date."""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.parser.credits.header_line import is_update_label
from services.parser.page.lines import Line
from services.parser.times.ages import split_age

AGES_AFTER = 4
"""Lines after the body's start in which the article's age may stand."""

_MAX_LINE_CHARS, _MAX_LABEL_CHARS = 160, 30
"""Of a line that is looked at, and of the words beside an age. Set by hand."""
_SEPARATORS = re.compile(r"\s*[|•·]\s*")


def own_age(lines: Iterable[Line]) -> str | None:
    """Return the first age in the lines after the headline, unless it is that of an update."""
    segments = (part for line in lines for part in _parts(line.text))
    ages = (found for part in segments if (found := split_age(part)) is not None)
    own = (
        age
        for beside, age in ages
        if len(beside) <= _MAX_LABEL_CHARS and not (beside and is_update_label(beside))
    )
    return next(own, None)


def _parts(text: str) -> list[str]:
    return _SEPARATORS.split(text) if len(text) <= _MAX_LINE_CHARS else []
