"""The model as it is written: `model.json`, which `services.classifier.train` makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import override

from schemas.taxonomy import TagName
from services.classifier.data_files import DataFile, Weight, strange_tags, wrong_tags
from services.classifier.spelling import spelled_phrase

TagWeights = dict[TagName, Weight]
"""Points by tag; a tag that is missing gets none."""

Percent = Annotated[int, Field(ge=0, le=100)]


class Phrase(DataFile):
    """Forms that mean the same, such as those of a verb, and the classes that they are in."""

    forms: tuple[str, ...] = Field(min_length=1)
    weights: TagWeights = Field(default={})
    classes: tuple[str, ...] = ()


class Pair(DataFile):
    """Two classes, in alphabetical order, whose phrases stand in one sentence."""

    classes: tuple[str, str]
    weights: TagWeights


class ModelFile(DataFile):
    """`model.json` as it is written.

    `language` is the primary BCP 47 subtag of the language that the phrases are in.
    `positions` are percent of a weight that count in the headline, the first paragraph,
    the second …; paragraphs after those, and after `characters` of text, don't count.
    `words` are learned from texts, `lexicon` and `exclusions` written by hand and weighed.
    `report` says how good the model is, by its training script.
    """

    version: str
    language: str = Field(pattern=r"^[a-z]{2,3}$")
    positions: tuple[Percent, ...] = Field(min_length=1)
    characters: int = Field(ge=0)
    biases: TagWeights
    classes: dict[str, TagWeights]
    pairs: tuple[Pair, ...]
    words: tuple[Phrase, ...]
    lexicon: tuple[Phrase, ...]
    exclusions: tuple[Phrase, ...]
    report: dict[str, Any] = Field(default={})

    @override
    def faults(self, tags: Sequence[str]) -> Iterator[str]:
        """Complaints about tags without a bias, and entries that could never or always match."""
        yield from wrong_tags(self.biases, "biases", tags)
        parts = (self.classes.values(), *([one.weights for one in some] for some in self._weighed))
        weighed = (tag for weights in chain(*parts) for tag in weights)
        yield from strange_tags(weighed, "weights", tags)
        yield from self._unknown_classes()
        yield from self._faulty_pairs()
        for phrase in chain(self.words, self.lexicon, self.exclusions):
            for form in phrase.forms:
                if not spelled_phrase(form):
                    yield f"the form {form!r} has neither letter nor digit"

    @property
    def _weighed(self) -> Iterator[tuple[Phrase, ...] | tuple[Pair, ...]]:
        yield from (self.pairs, self.words, self.lexicon, self.exclusions)

    def _unknown_classes(self) -> Iterator[str]:
        fields = {
            "lexicon": (name for phrase in self.lexicon for name in phrase.classes),
            "pairs": (name for pair in self.pairs for name in pair.classes),
        }
        for field, names in fields.items():
            for name in sorted(set(names) - set(self.classes)):
                yield f"{field}: no such class: {name!r}"

    def _faulty_pairs(self) -> Iterator[str]:
        seen = set()
        for classes in (pair.classes for pair in self.pairs):
            if classes[0] > classes[1]:
                yield f"pairs: {classes} are not in alphabetical order"
            if classes in seen:
                yield f"pairs: {classes} stand there twice"
            seen.add(classes)
