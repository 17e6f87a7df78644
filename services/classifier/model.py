"""The classifier's model: weighted phrases, classes of phrases, and pairs of classes.

Read from the packaged `model.json`, which `services.classifier.train` makes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.taxonomy import TAXONOMY, TagName
from services.classifier.matching import Matcher
from services.classifier.packaged import packaged
from services.classifier.spelling import spelled_phrase

Weights = dict[TagName, int]
"""Points (hundredths of log-odds) by tag; a tag that is missing gets none."""

Points = tuple[int, ...]
"""Points in the order of the taxonomy."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Phrase(_Data):
    """Forms that mean the same, such as those of a verb, and the classes that they are in."""

    forms: tuple[str, ...] = Field(min_length=1)
    weights: Weights = {}
    classes: tuple[str, ...] = ()


class Pair(_Data):
    """Two classes whose phrases stand in one sentence."""

    classes: tuple[str, str]
    weights: Weights


class ModelFile(_Data):
    """`model.json` as it is written.

    `language` is the primary BCP 47 subtag of the language that the phrases are in.
    `positions` are percent of a weight that count in the headline, the first paragraph,
    the second …; paragraphs after those, and after `characters` of text, don't count.
    `words` are learned from texts, `lexicon` and `exclusions` written by hand and weighed.
    `report` says how good the model is, by its training script.
    """

    version: str
    language: str
    positions: tuple[int, ...] = Field(min_length=1)
    characters: int = Field(ge=0)
    biases: dict[TagName, int]
    classes: dict[str, Weights]
    pairs: tuple[Pair, ...]
    words: tuple[Phrase, ...]
    lexicon: tuple[Phrase, ...]
    exclusions: tuple[Phrase, ...]
    report: dict[str, Any] = {}


class Counted(NamedTuple):
    """What counts once in an article: its number, and its points at some position."""

    number: int
    points: Points


class CountedPair(NamedTuple):
    """A pair of classes: its number, and by position the points of its first and second span."""

    number: int
    halves: tuple[tuple[Points, Points], ...]


class Known(NamedTuple):
    """What is known of a form: by position what counts there, and the classes it has in pairs.

    As an exclusion a form counts for itself only, not for its words or classes.
    """

    counted: tuple[tuple[Counted, ...], ...]
    classes: tuple[str, ...]
    as_exclusion: tuple[tuple[Counted, ...], ...]


class Model:
    """A model ready for use."""

    def __init__(self, file: ModelFile) -> None:
        """Index the file's phrases."""
        self.version, self.language = file.version, file.language
        self.positions, self.characters = len(file.positions), file.characters
        self.report = file.report
        self.biases: Points = tuple(file.biases[entry.tag] for entry in TAXONOMY)
        self._numbers, self._percents = iter(range(1_000_000)), file.positions
        self.pairs = {pair.classes: self._pair(pair.weights) for pair in file.pairs}
        self.known, self.matcher = self._index(file)

    def _counted(self, weights: Mapping[str, int]) -> tuple[Counted, ...]:
        """Return by position what the weights give there, under one number."""
        number = next(self._numbers)
        return tuple(Counted(number, _points(weights, percent)) for percent in self._percents)

    def _pair(self, weights: Mapping[str, int]) -> CountedPair:
        halves = tuple(_halves(_points(weights, percent)) for percent in self._percents)
        return CountedPair(next(self._numbers), halves)

    def _index(self, file: ModelFile) -> tuple[Sequence[Known], Matcher]:
        classes = {name: self._counted(weights) for name, weights in file.classes.items()}
        paired = {name for pair in self.pairs for name in pair}
        words, lexicon = self._by_form(file.words), self._by_form(file.lexicon)
        excluded = self._by_form(file.exclusions)
        in_classes = {
            spelled_phrase(form): phrase.classes for phrase in file.lexicon for form in phrase.forms
        }
        forms = sorted({*words, *lexicon, *excluded})
        known = []
        for form in forms:
            names = in_classes.get(form, ())
            own, learned = lexicon.get(form, ()), words.get(form, ())
            known.append(
                Known(
                    self._by_position(*learned, *own, *(classes[name] for name in names)),
                    tuple(name for name in names if name in paired),
                    self._by_position(*learned, *excluded.get(form, ())),
                )
            )
        numbers = {form: number for number, form in enumerate(forms)}
        lexical = [numbers[form] for form in (*lexicon, *excluded)]
        return known, Matcher(forms, lexical, [numbers[form] for form in excluded])

    def _by_position(self, *counted: tuple[Counted, ...]) -> tuple[tuple[Counted, ...], ...]:
        """Return by position what gives points there; further down it gives none either."""
        return tuple(
            tuple(one[position] for one in counted if any(one[position].points))
            for position in range(self.positions)
        )

    def _by_form(self, phrases: Sequence[Phrase]) -> dict[str, tuple[tuple[Counted, ...], ...]]:
        found: dict[str, tuple[tuple[Counted, ...], ...]] = {}
        for phrase in phrases:
            counted = self._counted(phrase.weights)
            for form in map(spelled_phrase, phrase.forms):
                found[form] = (*found.get(form, ()), counted)
        return found


def _points(weights: Mapping[str, int], percent: int) -> Points:
    return tuple((weights.get(entry.tag, 0) * percent + 50) // 100 for entry in TAXONOMY)


def _halves(points: Points) -> tuple[Points, Points]:
    first = tuple(point // 2 for point in points)
    return first, tuple(point - half for point, half in zip(points, first, strict=True))


def read_model(data: bytes) -> Model:
    """Return the model in the bytes of a model file.

    Raises:
        ValueError: it is none; the message says in one line what is wrong.

    """
    try:
        file = ModelFile.model_validate_json(data)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, fault["loc"]))
        raise ValueError(": ".join(filter(None, [place, fault["msg"]]))) from None
    used = {name for phrase in file.lexicon for name in phrase.classes}
    if unknown := sorted(used - set(file.classes)):
        raise ValueError(f"lexicon: no such class: {unknown[0]!r}")
    if missing := [entry.tag for entry in TAXONOMY if entry.tag not in file.biases]:
        raise ValueError(f"biases: {missing[0]!r} is missing")
    return Model(file)


@cache
def load_model() -> Model:
    """Return the packaged model; it is read once."""
    return read_model(packaged("model.json"))
