"""The classifier's model: weighted phrases, read from the packaged `model.json`."""

from __future__ import annotations

from functools import cache
from importlib import resources
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.taxonomy import MediaTopicCode, TagName
from services.classifier.phrases import PhraseFinder, fold


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Topic(_Data):
    """An IPTC Media Topic under a tag."""

    tag: TagName
    name: str


class Entry(_Data):
    """Phrases that mean the same, such as the forms of a verb.

    `weights` are in points, hundredths of log-odds, as `schemas.tagged.Evidence`;
    an entry without weights only keeps shorter phrases inside it from counting.
    """

    forms: tuple[str, ...] = Field(min_length=1)
    weights: dict[TagName, int] = {}
    subjects: tuple[MediaTopicCode, ...] = ()


class ModelFile(_Data):
    """`model.json` as it is written.

    `biases` are the scores of a text without evidence, in points; `language` is the
    primary BCP 47 subtag of the language that the phrases are in.
    """

    version: str
    language: str
    biases: dict[TagName, int]
    subjects: dict[MediaTopicCode, Topic]
    exclusions: tuple[str, ...]
    phrases: tuple[Entry, ...]


class Model:
    """A model ready for use."""

    def __init__(self, file: ModelFile) -> None:
        """Index the file's phrases. Raises `ValueError` if one stands there twice."""
        self.version = file.version
        self.language = file.language
        self.biases = MappingProxyType(file.biases)
        self.subjects = MappingProxyType(file.subjects)
        self.entries = MappingProxyType(_by_phrase(file))
        self.finder = PhraseFinder(self.entries)


def _by_phrase(file: ModelFile) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for entry in (*file.phrases, Entry(forms=file.exclusions)):
        for phrase in map(fold, entry.forms):
            if phrase in entries:
                raise ValueError(f"{phrase!r} stands twice in the model")
            entries[phrase] = entry
    return entries


def read_model(data: bytes) -> Model:
    """Return the model in the bytes of a model file.

    Raises:
        ValueError: it is none; the message says in one line what is wrong.

    """
    try:
        return Model(ModelFile.model_validate_json(data))
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, fault["loc"]))
        raise ValueError(": ".join(filter(None, [place, fault["msg"]]))) from None


@cache
def load_model() -> Model:
    """Return the packaged model; it is read once."""
    return read_model(resources.files("services.classifier").joinpath("model.json").read_bytes())
