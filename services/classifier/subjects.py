"""Finer IPTC Media Topics under the tags, named by phrases in the head of an article.

The phrases and their topics are in `subjects.json`; a phrase that only says that
something happened ("killed", "dead") names none. Codes and names: IPTC Media Topics
(CC BY 4.0), http://cv.iptc.org/newscodes/mediatopic/.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from schemas.tagged import Subject
from schemas.taxonomy import MediaTopicCode, TagName
from services.classifier.head import BODY_PERCENT, Passage, head
from services.classifier.packaged import packaged
from services.classifier.phrases import PhraseFinder, fold
from services.classifier.scoring import confidence

BIAS = -150
"""Points (hundredths of log-odds) of a subject that nothing speaks for."""

STRONG = 300
"""Points of a phrase that names the subject: given with one in the headline or lead."""

WEAK = 120
"""Points of a phrase that fits the subject and others: two are needed."""

BODY_LIMIT = 100
"""Points that everything after the lead can give: never enough for a subject."""

THRESHOLD = 50
"""The confidence from which a subject is given, before it is held down to its tag's."""


class Topic(BaseModel):
    """A Media Topic with its phrases; whoever is about it is about those it `implies`, too."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tag: TagName
    name: str
    implies: tuple[MediaTopicCode, ...] = ()
    strong: tuple[str, ...] = Field(min_length=1)
    weak: tuple[str, ...] = ()


class SubjectsFile(BaseModel):
    """`subjects.json` as it is written; an exclusion hides the phrases inside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    exclusions: tuple[str, ...]
    subjects: dict[MediaTopicCode, Topic]


class Subjects:
    """The subjects ready for use."""

    def __init__(self, file: SubjectsFile) -> None:
        """Index the phrases."""
        self.topics = file.subjects
        self.exclusions = tuple(map(fold, file.exclusions))
        self.points = _points_by_phrase(file)
        self.finder = PhraseFinder([*self.points, *self.exclusions])


def _points_by_phrase(file: SubjectsFile) -> dict[str, dict[MediaTopicCode, int]]:
    points: defaultdict[str, dict[MediaTopicCode, int]] = defaultdict(dict)
    for code, topic in file.subjects.items():
        for phrase in map(fold, topic.weak):
            points[phrase][code] = WEAK
        for phrase in map(fold, topic.strong):
            points[phrase][code] = STRONG
    return dict(points)


@cache
def load_subjects() -> Subjects:
    """Return the packaged subjects; they are read once."""
    data = packaged("subjects.json")
    return Subjects(SubjectsFile.model_validate_json(data))


def read_subjects(
    headline: str | None, paragraphs: Sequence[str], tags: Mapping[str, int]
) -> dict[str, tuple[Subject, ...]]:
    """Return the subjects of each given tag, highest confidence first.

    `tags` holds each tag's confidence. A subject's own is the logistic of its points,
    `BIAS` and every phrase once, at its first place (see `head`); it never exceeds its tag's.
    """
    if not tags:
        return {}
    points = _points(head(headline, paragraphs))
    return {tag: _given(tag, limit, points) for tag, limit in tags.items()}


def _points(passages: Iterable[Passage]) -> dict[MediaTopicCode, int]:
    """Return the points of every subject that a phrase speaks for."""
    subjects = load_subjects()
    early: Counter[str] = Counter()
    late: Counter[str] = Counter()
    seen: set[str] = set()
    for passage in passages:
        counted = late if passage.percent == BODY_PERCENT else early
        for match in subjects.finder.find(passage.text):
            if match.phrase not in seen:
                seen.add(match.phrase)
                for code, points in subjects.points.get(match.phrase, {}).items():
                    counted[code] += points * passage.percent // 100
    total = {code: BIAS + early[code] + min(BODY_LIMIT, late[code]) for code in early | late}
    return _with_implied(total)


def _with_implied(points: Mapping[MediaTopicCode, int]) -> dict[MediaTopicCode, int]:
    """Return the points, those of a topic not below those of what implies it."""
    raised = dict(points)
    for code, own in points.items():
        for parent in load_subjects().topics[code].implies:
            raised[parent] = max(own, raised.get(parent, own))
    return raised


def _given(tag: str, limit: int, points: Mapping[MediaTopicCode, int]) -> tuple[Subject, ...]:
    topics = load_subjects().topics
    own = {code: confidence(total) for code, total in points.items() if topics[code].tag == tag}
    # Those held down to the tag's confidence keep the order of their own.
    ranked = sorted(own.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Subject(code=code, name=topics[code].name, confidence=min(percent, limit))
        for code, percent in ranked
        if percent >= THRESHOLD
    )
