"""Which model pack tags articles is a setting; what is wrong with it is one line."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from services.classifier.chosen import chosen_pack
from services.classifier.core import classify
from services.classifier.packaged import packaged
from services.runtime.process.chosen_tags import PACKAGED, PACKAGED_LINEAR
from services.runtime.process.errors import SetupError
from tests.unit.classifier.encoder import tiny
from tests.unit.classifier.test_core import article

RULES = ("taxonomy.json", "subjects.json", "temporality.json")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of an encoder alone."""
    for name in RULES:
        (tmp_path / name).write_bytes(packaged(name))
    tiny.write(tmp_path / "encoder")
    return tmp_path


def test_the_packaged_ones_have_names() -> None:
    assert chosen_pack(PACKAGED).version
    assert chosen_pack(PACKAGED_LINEAR).version.startswith("1.0+")


def test_an_encoder_decides_in_a_pack_that_has_one(pack: Path) -> None:
    tagged = classify(article("War"), chosen_pack(pack))
    assert tagged.classifier.version.startswith("tiny.")
    (tag,) = tagged.tags
    assert (tag.tag, tag.score, tag.bias) == ("conflict", 200, -100)
    assert [(span.text, span.weight) for span in tag.evidence] == [("War", 300)]


def test_a_folder_without_a_model_is_refused(pack: Path) -> None:
    shutil.rmtree(pack / "encoder")
    with pytest.raises(
        SetupError, match=r"is no model pack: .*model\.json cannot be read: No such"
    ):
        chosen_pack(pack)


def test_a_faulty_file_is_refused(pack: Path) -> None:
    (pack / "encoder" / "encoder.json").write_text("{}")
    with pytest.raises(SetupError, match=r"is no model pack: encoder: encoder\.json: format: "):
        chosen_pack(pack)


def test_a_missing_library_is_told_with_the_way_out(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    for name in ("folder", "scorer", "network", "calibration"):
        monkeypatch.delitem(sys.modules, f"services.classifier.encoder.{name}", raising=False)
    with pytest.raises(SetupError, match=r"onnxruntime.* set TAGWIRE_MODEL=packaged-linear"):
        chosen_pack(pack)
