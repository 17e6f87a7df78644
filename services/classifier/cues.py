"""The cues of temporality: weighted phrases, read from the packaged `temporality.json`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from schemas.tagged import TemporalityValue
from schemas.taxonomy import TagName
from services.classifier.packaged import packaged
from services.classifier.phrases import PhraseFinder, fold

Weights = dict[TemporalityValue, int]
"""Points (hundredths of log-odds) for each value that a cue speaks for."""


class Weighted(BaseModel):
    """What a cue is worth; `tags` overrules `weights` for a tag."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: Weights
    tags: dict[TagName, Weights] = {}

    def weights_for(self, tag: str) -> Mapping[TemporalityValue, int]:
        """Return the points it gives to the temporality of the tag."""
        return self.tags.get(tag, self.weights)


class Cue(Weighted):
    """Phrases that say the same; `near` ones count only near an event of the tag."""

    forms: tuple[str, ...] = Field(min_length=1)
    near: bool = False


class CuesFile(BaseModel):
    """`temporality.json` as it is written.

    `events` are words for what each tag is about; `old_year` is what a year that lies back
    is worth near one of them; an exclusion hides the phrases inside it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    biases: Weights
    old_year: Weighted
    events: dict[TagName, tuple[str, ...]]
    exclusions: tuple[str, ...]
    cues: tuple[Cue, ...]


class Cues:
    """The cues ready for use. A phrase can be a cue and an event."""

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


@cache
def load_cues() -> Cues:
    """Return the packaged cues; they are read once."""
    data = packaged("temporality.json")
    return Cues(CuesFile.model_validate_json(data))
