"""The cues of temporality: the weighted phrases of a `temporality.json`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from pydantic import Field
from typing_extensions import override

from schemas.tagged import TemporalityValue
from schemas.taxonomy import TagName
from services.classifier.data_files import (
    DataFile,
    Weight,
    read_data_file,
    strange_tags,
    wrong_tags,
)
from services.classifier.phrases import PhraseFinder, fold

ValueWeights = dict[TemporalityValue, Weight]
"""Points for each value that a cue speaks for."""


class Weighted(DataFile):
    """What a cue is worth; `tags` overrules `weights` for a tag."""

    weights: ValueWeights
    tags: dict[TagName, ValueWeights] = Field(default={})

    def weights_for(self, tag: str) -> Mapping[TemporalityValue, int]:
        """The points for each value, where the tag is this one."""
        return self.tags.get(tag, self.weights)


class Cue(Weighted):
    """Phrases that say the same; `near` ones count only near an event of the tag."""

    forms: tuple[str, ...] = Field(min_length=1)
    near: bool = False


class CuesFile(DataFile):
    """`temporality.json` as it is written.

    `events` are words for what each tag is about; `old_year` is what a year that lies back
    is worth near one of them; an exclusion hides the phrases inside it.
    """

    biases: ValueWeights
    old_year: Weighted
    events: dict[TagName, tuple[str, ...]]
    exclusions: tuple[str, ...]
    cues: tuple[Cue, ...]

    @override
    def faults(self, tags: Sequence[str]) -> Iterator[str]:
        """Complaints about tags without events and values without a bias."""
        yield from wrong_tags((tag for tag, words in self.events.items() if words), "events", tags)
        yield from strange_tags((tag for cue in self.cues for tag in cue.tags), "cues", tags)
        for value in get_args(TemporalityValue):
            if value not in self.biases:
                yield f"biases: {value!r} is missing"


class Cues:
    """The cues and events, indexed by phrase; a phrase can be both."""

    def __init__(self, file: CuesFile) -> None:
        """Index the phrases."""
        self.biases = file.biases
        self.old_year = file.old_year
        self.by_phrase = {fold(form): cue for cue in file.cues for form in cue.forms}
        self.tags_by_event = _tags_by_event(file)
        self.exclusions = tuple(map(fold, file.exclusions))
        phrases = [*self.by_phrase, *self.tags_by_event, *self.exclusions]
        self.finder = PhraseFinder(dict.fromkeys(phrases))


def _tags_by_event(file: CuesFile) -> dict[str, set[TagName]]:
    tags: defaultdict[str, set[TagName]] = defaultdict(set)
    for tag, events in file.events.items():
        for event in map(fold, events):
            tags[event].add(tag)
    return dict(tags)


def read_cues(data: bytes, tags: Sequence[str]) -> Cues:
    """Return the cues in the bytes of a file of cues, for these tags.

    Raises:
        ValueError: it is none; the message says in one line what is wrong.

    """
    return Cues(read_data_file(CuesFile, data, tags))
