from __future__ import annotations

import pytest

from schemas.taxonomy import DEFINITIONS
from services.classifier.model import Entry, Model, ModelFile, load_model
from services.classifier.scoring import BODY_LIMIT, confidence

MODEL = load_model()


def test_it_is_read_once() -> None:
    assert load_model() is MODEL


def test_every_tag_has_a_bias_that_means_no() -> None:
    assert set(MODEL.biases) == set(DEFINITIONS)
    assert all(confidence(bias) < 50 for bias in MODEL.biases.values())


def test_the_background_alone_cannot_reach_a_tag() -> None:
    assert all(confidence(bias + BODY_LIMIT) < 50 for bias in MODEL.biases.values())


def test_every_subject_is_defined_and_used_with_its_tag() -> None:
    named = [(code, entry) for entry in _weighted() for code in entry.subjects]
    assert {code for code, _ in named} == set(MODEL.subjects)
    assert all(entry.weights.get(MODEL.subjects[code].tag, 0) > 0 for code, entry in named)


def test_every_exclusion_holds_a_phrase_to_exclude() -> None:
    weighted = Model(
        ModelFile(
            version="test",
            language="en",
            biases={},
            subjects={},
            exclusions=("none",),
            phrases=tuple(_weighted()),
        )
    )
    exclusions = [phrase for phrase, entry in MODEL.entries.items() if not entry.weights]
    assert [phrase for phrase in exclusions if not weighted.finder.find(phrase)] == []


def test_a_phrase_stands_only_once() -> None:
    with pytest.raises(ValueError, match="'war' stands twice"):
        Model(
            ModelFile(
                version="test",
                language="en",
                biases={},
                subjects={},
                exclusions=("War",),
                phrases=(Entry(forms=("war",), weights={"conflict": 1}),),
            )
        )


def _weighted() -> list[Entry]:
    unique = {id(entry): entry for entry in MODEL.entries.values() if entry.weights}
    return list(unique.values())
