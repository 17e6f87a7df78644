"""Finer IPTC Media Topics under the tags, named by phrases in the head of an article.

The phrases and their topics are in `subjects.json`; a phrase that only says that
something happened ("killed", "dead") names none. Codes and names: IPTC Media Topics
(CC BY 4.0), http://cv.iptc.org/newscodes/mediatopic/.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import Field
from typing_extensions import override

from schemas.tagged import Subject
from schemas.taxonomy import MediaTopicCode, TagName
from services.classifier.data_files import DataFile, read_data_file, wrong_tags
from services.classifier.evidence import confidence
from services.classifier.head import BODY_PERCENT, HeadPassage, head
from services.classifier.phrases import PhraseFinder, fold

BIAS_POINTS = -150
"""Points (hundredths of log-odds) of a subject that nothing speaks for: 18 in 100 by the logistic.

This and the points below are set by hand, each so that what its docstring says holds.
"""

STRONG_POINTS = 300
"""Points of a phrase that names the subject: given with one in the headline or lead."""

WEAK_POINTS = 120
"""Points of a phrase that fits the subject and others: two are needed."""

MAX_BODY_POINTS = 100
"""Points that everything after the lead can give: never enough for a subject."""

MIN_SUBJECT_CONFIDENCE = 50
"""The confidence from which a subject is given, before it is held down to its tag's."""


class SubjectEntry(DataFile):
    """A Media Topic with its phrases, and the wider topics that it `implies`."""

    tag: TagName
    name: str
    implies: tuple[MediaTopicCode, ...] = ()
    strong: tuple[str, ...] = Field(min_length=1)
    weak: tuple[str, ...] = ()


class SubjectsFile(DataFile):
    """`subjects.json` as it is written; an exclusion hides the phrases inside it."""

    exclusions: tuple[str, ...]
    subjects: dict[MediaTopicCode, SubjectEntry]

    @override
    def faults(self, tags: Sequence[str]) -> Iterator[str]:
        """Complaints about tags without subjects, and subjects that contradict themselves."""
        yield from wrong_tags((entry.tag for entry in self.subjects.values()), "subjects", tags)
        for code, entry in self.subjects.items():
            for parent in entry.implies:
                if parent not in self.subjects or self.subjects[parent].tag != entry.tag:
                    yield f"subjects.{code}: it implies {parent}, no subject of {entry.tag}"
            for phrase in sorted(set(entry.strong) & set(entry.weak)):
                yield f"subjects.{code}: {phrase!r} is both strong and weak"


class Subjects:
    """The subjects, indexed by phrase."""

    def __init__(self, file: SubjectsFile) -> None:
        """Index the phrases."""
        self.entries = file.subjects
        self.exclusions = tuple(map(fold, file.exclusions))
        self.points = _points_by_phrase(file)
        self.finder = PhraseFinder([*self.points, *self.exclusions])


def _points_by_phrase(file: SubjectsFile) -> dict[str, dict[MediaTopicCode, int]]:
    points: defaultdict[str, dict[MediaTopicCode, int]] = defaultdict(dict)
    for code, entry in file.subjects.items():
        for phrase in map(fold, entry.weak):
            points[phrase][code] = WEAK_POINTS
        for phrase in map(fold, entry.strong):
            points[phrase][code] = STRONG_POINTS
    return dict(points)


def read_subjects(data: bytes, tags: Sequence[str]) -> Subjects:
    """Return the subjects in the bytes of a subjects file, for these tags.

    Raises:
        ValueError: it is none; the message says in one line what is wrong.

    """
    return Subjects(read_data_file(SubjectsFile, data, tags))


def subjects_of(
    subjects: Subjects,
    headline: str | None,
    paragraphs: Sequence[str],
    tags: Mapping[str, int],
) -> dict[str, tuple[Subject, ...]]:
    """Return the subjects of each given tag, highest confidence first.

    `tags` holds each tag's confidence. A subject's own is the logistic of its points,
    `BIAS_POINTS` and every phrase once, at its first place (see `head`); it never exceeds
    its tag's.
    """
    if not tags:
        return {}
    points = _points(subjects, head(headline, paragraphs))
    return {tag: _given(subjects, tag, limit, points) for tag, limit in tags.items()}


def _points(subjects: Subjects, passages: Iterable[HeadPassage]) -> dict[MediaTopicCode, int]:
    """Return the points of every subject that a phrase speaks for."""
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
    total = {
        code: BIAS_POINTS + early[code] + min(MAX_BODY_POINTS, late[code]) for code in early | late
    }
    return _with_implied(subjects, total)


def _with_implied(
    subjects: Subjects, points: Mapping[MediaTopicCode, int]
) -> dict[MediaTopicCode, int]:
    """The points, with each implied topic raised to at least those of the topic implying it."""
    raised = dict(points)
    for code, own in points.items():
        for parent in subjects.entries[code].implies:
            raised[parent] = max(own, raised.get(parent, own))
    return raised


def _given(
    subjects: Subjects, tag: str, limit: int, points: Mapping[MediaTopicCode, int]
) -> tuple[Subject, ...]:
    entries = subjects.entries
    own = {code: confidence(total) for code, total in points.items() if entries[code].tag == tag}
    # Those held down to the tag's confidence keep the order of their own.
    ranked = sorted(own.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Subject(code=code, name=entries[code].name, confidence=min(percent, limit))
        for code, percent in ranked
        if percent >= MIN_SUBJECT_CONFIDENCE
    )
