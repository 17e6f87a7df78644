"""A model pack: a folder that holds all that the classifier knows of the tags.

`taxonomy.json` lists the tags. Either the folder `encoder` or `model.json`, a linear model,
tells which of them an article carries; beside an encoder the linear model spares it plain
headlines. `subjects.json`, the finer topics under each, and `temporality.json`, how the
article stands in time to it, may be missing. Each file must know every tag of the taxonomy,
and no other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from schemas.taxonomy import TagDefinition
from services.classifier.cues import Cues, read_cues
from services.classifier.evidence import Scorer
from services.classifier.model import read_model
from services.classifier.scoring import LinearScorer
from services.classifier.subjects import Subjects, read_subjects
from services.taxonomies import FILE, read_taxonomy

_RULES_DIGEST_DIGITS = 8
"""Hexadecimal digits of the digest: 32 bits, enough to tell the few packs of a user apart."""

_MODEL = "model.json"
"""The linear model; beside an encoder it is its student, who says no where that is plain."""

_ENCODER = "encoder"
"""The folder of the encoder's files in a pack."""

_ADVICE = "CONTRIBUTING.md says under A new tag what a tag needs"


@dataclass(frozen=True, slots=True)
class Pack:
    """A model pack ready for use; `rules_digest` is of the files beside the model.

    Scores are in the order of the taxonomy. Without subjects or cues, tags have none.
    """

    taxonomy: tuple[TagDefinition, ...]
    scorer: Scorer
    subjects: Subjects | None
    cues: Cues | None
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
    with _naming(FILE):
        taxonomy = read_taxonomy((folder / FILE).read_bytes())
    tags = [one.tag for one in taxonomy]
    subjects, cues = (_optional(folder / name) for name in ("subjects.json", "temporality.json"))
    with _naming("subjects.json"):
        known_subjects = read_subjects(subjects, tags) if subjects else None
    with _naming("temporality.json"):
        known_cues = read_cues(cues, tags) if cues else None
    encoder = folder / _ENCODER
    if linear or not encoder.is_dir():
        beside, scorer = b"", _linear(tags, (folder / _MODEL).read_bytes())
    else:
        beside = _optional(folder / _MODEL)
        scorer = _encoder(encoder, tags, _linear(tags, beside) if beside else None)
    digest = hashlib.sha256(subjects + cues + beside).hexdigest()[:_RULES_DIGEST_DIGITS]
    return Pack(taxonomy, scorer, known_subjects, known_cues, digest)


def _optional(path: Traversable) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _linear(tags: Sequence[str], data: bytes) -> Scorer:
    with _naming(_MODEL):
        return LinearScorer(read_model(data, tags))


def _encoder(folder: Traversable, tags: Sequence[str], student: Scorer | None) -> Scorer:
    # Who has no encoder needs no onnxruntime.
    from services.classifier.encoder.folder import read_encoder  # noqa: PLC0415

    with _naming(_ENCODER):
        return read_encoder(folder, tags, student)


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Name the file in a complaint, and where to read on."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{name}: {error} ({_ADVICE})") from None
