"""A model pack: a folder that holds all that the classifier knows of the tags.

Either the folder `encoder` or `model.json`, a linear model, tells which tags an article
carries, `subjects.json` the finer topics under each, `temporality.json` how the article
stands in time to it. Each must know every tag of `schemas.taxonomy`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import TypeVar

from services.classifier.cues import Cues, read_cues
from services.classifier.evidence import Scorer
from services.classifier.model import read_model
from services.classifier.scoring import LinearScorer
from services.classifier.subjects import Subjects, read_subjects

_RULES_DIGEST_DIGITS = 8
"""Hexadecimal digits of the digest: 32 bits, enough to tell the few packs of a user apart."""

_ENCODER = "encoder"
"""The folder of the encoder's files in a pack."""

_ADVICE = "CONTRIBUTING.md says under A new tag what a tag needs"


@dataclass(frozen=True, slots=True)
class Pack:
    """A model pack ready for use; `rules_digest` is of the files beside the model."""

    scorer: Scorer
    subjects: Subjects
    cues: Cues
    rules_digest: str

    @property
    def version(self) -> str:
        """Return the model's version with the digest of the rules for subjects and temporality.

        A change of either shows in every record.
        """
        return f"{self.scorer.version}.{self.rules_digest}"


def read_pack(folder: Traversable, *, linear: bool = False) -> Pack:
    """Return the model pack in the folder; with `linear` its linear model decides in any case.

    Raises:
        ValueError: a file is none of its kind, or knows not every tag; the message says
            which file, and in one line what is wrong.
        OSError: a file cannot be read.

    """
    subjects, cues = (
        (folder / name).read_bytes() for name in ("subjects.json", "temporality.json")
    )
    return Pack(
        _scorer(folder, linear=linear),
        _named("subjects.json", read_subjects, subjects),
        _named("temporality.json", read_cues, cues),
        hashlib.sha256(subjects + cues).hexdigest()[:_RULES_DIGEST_DIGITS],
    )


def _scorer(folder: Traversable, *, linear: bool) -> Scorer:
    encoder = folder / _ENCODER
    if linear or not encoder.is_dir():
        data = (folder / "model.json").read_bytes()
        return LinearScorer(_named("model.json", read_model, data))
    # Who has no encoder needs no onnxruntime.
    from services.classifier.encoder.folder import read_encoder  # noqa: PLC0415

    return _named(_ENCODER, read_encoder, encoder)


T = TypeVar("T")
R = TypeVar("R")


def _named(name: str, read: Callable[[T], R], data: T) -> R:
    try:
        return read(data)
    except ValueError as error:
        raise ValueError(f"{name}: {error} ({_ADVICE})") from None
