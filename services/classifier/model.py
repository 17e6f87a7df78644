"""The classifier's model ready for use: weighted phrases, their classes, pairs of classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from schemas.taxonomy import DEFINITIONS
from services.classifier.data_files import read_data_file
from services.classifier.evidence import Points
from services.classifier.matching import Matcher
from services.classifier.model_file import ModelFile, Phrase
from services.classifier.spelling import spelled_phrase

TAGS = tuple(DEFINITIONS)
"""The tags of the packaged pack."""


class Counted(NamedTuple):
    """Something that counts once in an article, known by its number; its points at one position."""

    number: int
    points: Points


class CountedPair(NamedTuple):
    """A pair of classes, known by its number; for each position the points of its two spans."""

    number: int
    halves: tuple[tuple[Points, Points], ...]


class KnownForm(NamedTuple):
    """A form of a phrase: what counts where it stands, by position, and its classes in pairs.

    As an exclusion a form counts for itself only, not for its words or classes.
    """

    counted: tuple[tuple[Counted, ...], ...]
    classes: tuple[str, ...]
    as_exclusion: tuple[tuple[Counted, ...], ...]


class Model:
    """A model, indexed by form for scoring."""

    def __init__(self, file: ModelFile, tags: Sequence[str] = TAGS) -> None:
        """Index the file's phrases; all points will be in the order of the tags."""
        self._tags = tags
        self.version, self.language = file.version, file.language
        self.positions, self.characters = len(file.positions), file.characters
        self.report = file.report
        self.biases: Points = tuple(file.biases[tag] for tag in tags)
        self._numbers, self._percents = iter(range(1_000_000)), file.positions
        self.pairs = {pair.classes: self._pair(pair.weights) for pair in file.pairs}
        self.known, self.matcher = self._index(file)

    def _counted(self, weights: Mapping[str, int]) -> tuple[Counted, ...]:
        """The points of the weights at each position, under one number."""
        number = next(self._numbers)
        return tuple(Counted(number, self._points(weights, percent)) for percent in self._percents)

    def _pair(self, weights: Mapping[str, int]) -> CountedPair:
        halves = tuple(_halves(self._points(weights, percent)) for percent in self._percents)
        return CountedPair(next(self._numbers), halves)

    def _index(self, file: ModelFile) -> tuple[Sequence[KnownForm], Matcher]:
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
                KnownForm(
                    self._by_position(*learned, *own, *(classes[name] for name in names)),
                    tuple(name for name in names if name in paired),
                    self._by_position(*learned, *excluded.get(form, ())),
                )
            )
        numbers = {form: number for number, form in enumerate(forms)}
        lexical = [numbers[form] for form in (*lexicon, *excluded)]
        return known, Matcher(forms, lexical, [numbers[form] for form in excluded])

    def _by_position(self, *counted: tuple[Counted, ...]) -> tuple[tuple[Counted, ...], ...]:
        """What gives points at each position: nothing that gives none there is looked at again."""
        return tuple(
            tuple(one[position] for one in counted if any(one[position].points))
            for position in range(self.positions)
        )

    def _points(self, weights: Mapping[str, int], percent: int) -> Points:
        return tuple((weights.get(tag, 0) * percent + 50) // 100 for tag in self._tags)

    def _by_form(self, phrases: Sequence[Phrase]) -> dict[str, tuple[tuple[Counted, ...], ...]]:
        found: dict[str, tuple[tuple[Counted, ...], ...]] = {}
        for phrase in phrases:
            counted = self._counted(phrase.weights)
            for form in map(spelled_phrase, phrase.forms):
                found[form] = (*found.get(form, ()), counted)
        return found


def _halves(points: Points) -> tuple[Points, Points]:
    first = tuple(point // 2 for point in points)
    return first, tuple(point - half for point, half in zip(points, first, strict=True))


def read_model(data: bytes, tags: Sequence[str] = TAGS) -> Model:
    """Return the model in the bytes of a model file, for these tags.

    Raises:
        ValueError: it is none; the message says in one line what is wrong.

    """
    return Model(read_data_file(ModelFile, data, tags), tags)
