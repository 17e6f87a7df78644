"""How an article stands in time to what a tag says it is about, and what says so.

Cue phrases in the head of the article (`temporality.json`) speak for the values of
`schemas.tagged.Temporality`, in points, hundredths of log-odds: "death toll rises" for an
update, "sentenced" for the aftermath. Words of remembrance count only near an event of
the tag: a bakery's anniversary does not make its fire one. So does a year that lies back.

A value's score is its bias plus its cues, each once, at its first place (see `head`); the
highest score wins, and its confidence is its share in the softmax of all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import exp
from operator import itemgetter
from typing import NamedTuple

from schemas.tagged import Evidence, Temporality, TemporalityValue
from services.classifier.cues import Cues, Weighted
from services.classifier.head import HeadPassage, head
from services.classifier.phrases import Match
from services.classifier.years import old_years

MAX_CHARS_FROM_EVENT_TO_CUE = 25
"""Code points at most between an event and the cue after it ("quake anniversary")."""

MAX_CHARS_FROM_CUE_TO_EVENT = 60
"""Code points at most between a cue and the event after it ("10 years since the great quake")."""

_SENTENCE_END = re.compile(r"[.!?;]\s")


class _Read(NamedTuple):
    """A passage with the cues and events that stand in it."""

    passage: HeadPassage
    found: Sequence[Match]


class _Mention(NamedTuple):
    passage: HeadPassage
    start: int
    end: int
    cue: Weighted


def temporalities_of(
    cues: Cues,
    headline: str | None,
    paragraphs: Sequence[str],
    published_at: str | None,
    tags: Collection[str],
) -> dict[str, Temporality]:
    """Return for each tag how the article stands in time to its event.

    `published_at` is an ISO 8601 date or time; without one, no year speaks. Where nothing
    speaks at all, the event is taken to be happening, with the low confidence of the biases.
    """
    if not tags:
        return {}
    read = [
        _Read(passage, cues.finder.find(passage.text)) for passage in head(headline, paragraphs)
    ]
    return {tag: _temporality(cues, read, published_at, tag) for tag in tags}


def _temporality(
    cues: Cues, read: Sequence[_Read], published_at: str | None, tag: str
) -> Temporality:
    mentions = list(_first(m for one in read for m in _mentions(cues, one, published_at, tag)))
    scores = dict(cues.biases)
    for mention in mentions:
        for value in mention.cue.weights_for(tag):
            scores[value] += _weight(mention, tag, value)
    best = max(scores, key=lambda value: scores[value])
    return Temporality(
        value=best, confidence=_share(scores, best), evidence=tuple(_evidence(mentions, tag, best))
    )


def _first(mentions: Iterable[_Mention]) -> Collection[_Mention]:
    """The first mention of each cue, which counts most."""
    first: dict[int, _Mention] = {}
    for mention in mentions:
        first.setdefault(id(mention.cue), mention)
    return first.values()


def _mentions(cues: Cues, read: _Read, published_at: str | None, tag: str) -> Iterator[_Mention]:
    """The cues in the passage that count for the tag, old years last."""
    passage, found = read
    text = passage.text
    events = [match for match in found if tag in cues.tags_by_event.get(match.phrase, ())]
    for start, end, phrase in found:
        cue = cues.by_phrase.get(phrase)
        if cue and (not cue.near or _is_near(events, text, start, end)):
            yield _Mention(passage, start, end, cue)
    for start, end in old_years(text, published_at) if events else ():
        if _is_near(events, text, start, end):
            yield _Mention(passage, start, end, cues.old_year)


def _is_near(events: Sequence[Match], text: str, start: int, end: int) -> bool:
    """Whether an event stands near before or after `text[start:end]`, in the same sentence."""
    at = bisect_left(events, start, key=itemgetter(0))
    before = events[at - 1].end if at else None
    after = events[at].start if at < len(events) else None
    return (before is not None and _joined(text[before:start], MAX_CHARS_FROM_EVENT_TO_CUE)) or (
        after is not None and _joined(text[end:after], MAX_CHARS_FROM_CUE_TO_EVENT)
    )


def _joined(between: str, length: int) -> bool:
    return len(between) <= length and not _SENTENCE_END.search(between)


def _weight(mention: _Mention, tag: str, value: TemporalityValue) -> int:
    return mention.cue.weights_for(tag).get(value, 0) * mention.passage.percent // 100


def _share(scores: Mapping[TemporalityValue, int], value: TemporalityValue) -> int:
    """Return the value's share in the softmax of the scores as 0 to 100."""
    # Relative to the value's own, the highest, no power can overflow.
    return round(100 / sum(exp((score - scores[value]) / 100) for score in scores.values()))


def _evidence(
    mentions: Iterable[_Mention], tag: str, value: TemporalityValue
) -> Iterator[Evidence]:
    for mention in mentions:
        if weight := _weight(mention, tag, value):
            passage, start, end, _ = mention
            yield Evidence(
                field=passage.field,
                index=passage.index,
                start=start,
                end=end,
                text=passage.text[start:end],
                weight=weight,
            )
