"""The passages of an article that carry evidence, as they are to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from schemas.tagged import Evidence, TaggedArticle
from services.cli.terminal.harmless import harmless

_MAX_WHOLE_CHARS = 600
_CONTEXT = 120
_GAP = "…"
_HEADLINE, _STANDFIRST = -2, -1


class Mark(NamedTuple):
    """What a span of a passage, in code points, contributes to a tag."""

    start: int
    end: int
    tag: str
    weight: int


class MarkedPassage(NamedTuple):
    """A headline, standfirst or paragraph, or a stretch of one."""

    name: str
    text: str
    marks: tuple[Mark, ...]


def passages(article: TaggedArticle) -> Iterator[MarkedPassage]:
    """Yield the headline, and what else carries evidence, in reading order."""
    found = {place: tuple(marks) for place, marks in _marks(article)}
    if article.headline:
        yield MarkedPassage("headline", harmless(article.headline), found.get(_HEADLINE, ()))
    if article.standfirst and _STANDFIRST in found:
        yield MarkedPassage("standfirst", harmless(article.standfirst), found[_STANDFIRST])
    for index in sorted(found.keys() - {_HEADLINE, _STANDFIRST}):
        text = harmless(article.paragraphs[index])
        yield MarkedPassage(f"paragraph {index + 1}", text, found[index])


def excerpts(passage: MarkedPassage) -> list[MarkedPassage]:
    """Return the passage; of a long one, only what is near its marks."""
    text = passage.text
    if len(text) <= _MAX_WHOLE_CHARS:
        return [passage]
    stretches = [_stretch(text, marks) for marks in _neighbours(passage.marks)]
    parts = [_cut(passage, stretch) for stretch in stretches or [_Stretch(0, _MAX_WHOLE_CHARS, [])]]
    open_end = not stretches or stretches[-1].end < len(text)
    return [*parts, MarkedPassage(passage.name, _GAP, ())] if open_end else parts


def _marks(article: TaggedArticle) -> Iterator[tuple[int, Iterable[Mark]]]:
    """Yield the marks of each place: a paragraph's index, or one before the first."""
    spans = [(_place(span), _mark(tag.tag, span)) for tag in article.tags for span in tag.evidence]
    for place, group in groupby(sorted(spans), key=lambda item: item[0]):
        yield place, (mark for _, mark in group)


def _place(span: Evidence) -> int:
    if span.index is not None:
        return span.index
    return _HEADLINE if span.field == "headline" else _STANDFIRST


def _mark(tag: str, span: Evidence) -> Mark:
    return Mark(span.start, span.end, harmless(tag), span.weight)


def _neighbours(marks: tuple[Mark, ...]) -> list[list[Mark]]:
    """Return the marks in groups, so near to each other that their contexts meet."""
    groups: list[list[Mark]] = []
    reach = 0
    for mark in marks:
        if groups and mark.start <= reach + 2 * _CONTEXT:
            groups[-1].append(mark)
        else:
            groups.append([mark])
        reach = max(reach, mark.end)
    return groups


class _Stretch(NamedTuple):
    start: int
    end: int
    marks: list[Mark]


def _stretch(text: str, marks: list[Mark]) -> _Stretch:
    """Return where the context of the marks is, cut between words where there are any."""
    first, last = marks[0].start, max(mark.end for mark in marks)
    start, end = max(0, first - _CONTEXT), min(len(text), last + _CONTEXT)
    if start:
        start = text.find(" ", start, first) + 1 or start
    if end < len(text) and (space := text.rfind(" ", last, end)) > 0:
        end = space
    return _Stretch(start, end, marks)


def _cut(passage: MarkedPassage, stretch: _Stretch) -> MarkedPassage:
    start, end, marks = stretch
    before = f"{_GAP} " if start else ""
    shift = len(before) - start
    moved = (mark._replace(start=mark.start + shift, end=mark.end + shift) for mark in marks)
    return MarkedPassage(passage.name, before + passage.text[start:end], tuple(moved))
