from __future__ import annotations

import pytest

from schemas.taxonomy import TAXONOMY
from services.classifier.evidence import confidence
from services.classifier.model import read_model
from services.classifier.model_file import Pair, Phrase
from services.classifier.packaged import load_pack, packaged
from tests.unit.classifier.models import model_file

BIASES = model_file().biases
PACKAGED = read_model(packaged("model.json"))


def test_the_packaged_pack_is_read_once() -> None:
    assert load_pack() is load_pack()


def test_every_tag_has_a_bias_that_means_no() -> None:
    assert len(PACKAGED.biases) == len(TAXONOMY)
    assert all(confidence(bias) < 50 for bias in PACKAGED.biases)


def test_the_packaged_model_says_how_good_it_is() -> None:
    report = PACKAGED.report
    assert set(report["f1"]) == {entry.tag for entry in TAXONOMY}
    assert report["items"] > 0


def test_a_file_is_read_back() -> None:
    file = model_file()
    assert read_model(file.model_dump_json().encode()).version == file.version


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"biases": {"conflict": 1}}, "^biases: 'disaster' is missing$"),
        ({"classes": {}}, "lexicon: no such class: 'fighting'"),
        ({"positions": ()}, "positions: "),
        ({"biases": BIASES | {"sport": 1}}, "biases: 'sport' is no tag of the taxonomy: conflict,"),
        ({"biases": BIASES | {"crime": 10_001}}, "biases.crime: .* less than or equal to 10000"),
        ({"positions": (100, 101)}, "positions.1: .* less than or equal to 100"),
        ({"language": "English"}, "language: "),
        ({"pairs": (Pair(classes=("fighting", "peace"), weights={}),)}, "pairs: no such class"),
        ({"pairs": (Pair(classes=("soldiers", "film"), weights={}),)}, "in alphabetical order"),
        ({"pairs": (Pair(classes=("film", "soldiers"), weights={}),) * 2}, "stand there twice"),
        ({"words": (Phrase(forms=("war", " -"), weights={}),)}, "the form ' -' has neither"),
    ],
)
def test_a_faulty_file_is_refused(change: dict[str, object], complaint: str) -> None:
    data = model_file().model_copy(update=change).model_dump_json(warnings=False).encode()
    with pytest.raises(ValueError, match=complaint):
        read_model(data)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff"])
def test_what_is_no_model_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  any message
        read_model(data)
