"""How close articles come to the truth of a page set.

- body: mean precision and mean recall of word 4-gram shingles, and the F1 of the two
  means, as the public article extraction benchmark counts
  (https://github.com/scrapinghub/article-extraction-benchmark).
- headline: share equal after folding case, quotes, dashes and white space.
- date: share with the same calendar day, as written or in UTC; `wrong` counts the dates
  that are given and wrong.
- byline: micro F1 over folded names.

A page counts for a measure where its truth has the field.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

SHINGLE = 4

Truth = Mapping[str, Any]
"""A page's id, and any of body, headline, published, authors."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an extractor says of a page."""

    body: str = ""
    headline: str | None = None
    published: str | None = None
    byline: tuple[str, ...] = ()


class Scores(NamedTuple):
    body: float
    headline: float
    date_right: float
    date_wrong: float
    byline: float


def score(truths: Iterable[Truth], answers: Mapping[str, Answer]) -> Scores:
    """Return the measures over all pages; a page without an answer has an empty one."""
    pairs = [(truth, answers.get(truth["id"], Answer())) for truth in truths]
    days = [
        (_days(truth["published"]), _days(answer.published))
        for truth, answer in pairs
        if truth.get("published")
    ]
    return Scores(
        body=_body([(t["body"], a.body) for t, a in pairs if t.get("body") is not None]),
        headline=_mean(
            [_fold(t["headline"]) == _fold(a.headline) for t, a in pairs if t.get("headline")]
        ),
        date_right=_mean([bool(want & got) for want, got in days]),
        date_wrong=_mean([bool(got) and not want & got for want, got in days]),
        byline=_names([(t["authors"], a.byline) for t, a in pairs if t.get("authors")]),
    )


def _body(pairs: Sequence[tuple[str, str]]) -> float:
    shares = [_precision_and_recall(_shingles(want), _shingles(got)) for want, got in pairs]
    precision, recall = (_mean([share[side] for share in shares]) for side in (0, 1))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _precision_and_recall(
    want: Counter[tuple[str, ...]], got: Counter[tuple[str, ...]]
) -> tuple[float, float]:
    both, more, less = (want & got).total(), (got - want).total(), (want - got).total()
    return (
        both / (both + more) if both + more else float(not less),
        both / (both + less) if both + less else 1.0,
    )


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    size = min(SHINGLE, len(words))
    if not size:
        return Counter()
    return Counter(tuple(words[i : i + size]) for i in range(len(words) - size + 1))


def _names(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> float:
    folded = [
        ({_fold(name) for name in want}, {_fold(name) for name in got}) for want, got in pairs
    ]
    right = sum(len(want & got) for want, got in folded)
    named = sum(len(want) + len(got) for want, got in folded)
    return 2 * right / named if named else 0.0


def _fold(text: str | None) -> str:
    plain = unicodedata.normalize("NFKC", text or "").casefold()
    return " ".join(re.findall(r"\w+", plain))


def _days(value: str | None) -> set[date]:
    """Return the days a timestamp may stand for: as written, and in UTC."""
    if not value:
        return set()
    moment = datetime.fromisoformat(value.strip())
    return {moment.date(), moment.astimezone(UTC).date()} if moment.tzinfo else {moment.date()}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
