"""A model pack is read as a whole, and a fault in it is named with its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.classifier.core import classify
from services.classifier.pack import read_pack
from services.classifier.packaged import load_linear_pack, packaged
from tests.unit.classifier.test_core import article

TAG = {"tag": "strike", "code": "medtop:09000000", "name": "strike"}
FILES = ("taxonomy.json", "model.json", "subjects.json", "temporality.json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).write_bytes(packaged(name))
    return tmp_path


def change(folder: Path, name: str, **fields: Any) -> None:  # noqa: ANN401 - any JSON
    data = json.loads((folder / name).read_bytes())
    (folder / name).write_text(json.dumps(data | fields), encoding="utf-8")


def without(tag: str, entries: dict[str, Any]) -> dict[str, Any]:
    return {code: entry for code, entry in entries.items() if entry["tag"] != tag}


def entry(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    return {"tag": "crime", "name": "theft", "strong": ["theft"]} | fields


def test_a_copy_of_the_packaged_one_is_the_same(folder: Path) -> None:
    assert read_pack(folder).version == load_linear_pack().version


def test_a_change_of_the_rules_shows_in_the_version(folder: Path) -> None:
    change(folder, "temporality.json", exclusions=[])
    packed = load_linear_pack()
    assert read_pack(folder).version != packed.version
    assert read_pack(folder).version.startswith(f"{packed.scorer.version}.")


def test_each_file_must_know_every_tag(folder: Path) -> None:
    events = json.loads(packaged("temporality.json"))["events"]
    change(folder, "temporality.json", events=events | {"crime": []})
    with pytest.raises(ValueError, match=r"^temporality.json: events: 'crime' is missing"):
        read_pack(folder)
    change(folder, "temporality.json", events=events)
    subjects = json.loads(packaged("subjects.json"))["subjects"]
    change(folder, "subjects.json", subjects=without("disaster", subjects))
    with pytest.raises(ValueError, match=r"^subjects.json: subjects: .disaster. is missing"):
        read_pack(folder)
    (folder / "subjects.json").unlink()
    (folder / "temporality.json").unlink()
    change(folder, "model.json", biases={"conflict": -200, "disaster": -200})
    with pytest.raises(ValueError, match=r"^model.json: biases: 'crime' is missing"):
        read_pack(folder)


@pytest.mark.parametrize(
    ("name", "fields", "complaint"),
    [
        ("subjects.json", {"extra": 1}, "extra: Extra inputs"),
        ("temporality.json", {"biases": {"update": 1}}, "biases: 'happening' is missing"),
        ("temporality.json", {"biases": {"soon": 1}}, "biases.soon"),
        ("temporality.json", {"old_year": {"weights": {"update": 99_999}}}, "old_year.weights"),
        ("temporality.json", {"cues": [{"forms": [], "weights": {}}]}, "cues.0.forms"),
    ],
)
def test_a_faulty_file_is_refused(
    folder: Path, name: str, fields: dict[str, Any], complaint: str
) -> None:
    change(folder, name, **fields)
    with pytest.raises(ValueError, match=f"^{name}: {complaint}"):
        read_pack(folder)


@pytest.mark.parametrize(
    ("faulty", "complaint"),
    [
        (entry(implies=["medtop:16000000"]), "it implies medtop:16000000, no subject of crime"),
        (entry(implies=["medtop:20000139"]), "it implies medtop:20000139, no subject of crime"),
        (entry(weak=["theft"]), "'theft' is both strong and weak"),
        (entry(strong=[]), "strong: Tuple should have at least 1 item"),
    ],
)
def test_a_faulty_subject_is_refused(folder: Path, faulty: dict[str, Any], complaint: str) -> None:
    subjects = json.loads(packaged("subjects.json"))["subjects"]
    assert "medtop:20000139" in subjects
    change(folder, "subjects.json", subjects=subjects | {"medtop:20000099": faulty})
    with pytest.raises(ValueError, match=complaint):
        read_pack(folder)


def test_a_missing_file_is_an_error_of_the_folder(folder: Path) -> None:
    (folder / "taxonomy.json").unlink()
    with pytest.raises(FileNotFoundError, match=r"taxonomy\.json"):
        read_pack(folder)


def test_a_pack_may_lack_subjects_and_temporality(folder: Path) -> None:
    (folder / "subjects.json").unlink()
    (folder / "temporality.json").unlink()
    (tag,) = classify(article("Earthquake kills 12"), read_pack(folder)).tags
    assert (tag.tag, tag.subjects, tag.temporality) == ("disaster", (), None)


@pytest.mark.parametrize(
    ("taxonomy", "complaint"),
    [
        ([], "it has no tag"),
        ([TAG, TAG], "it has strike twice"),
        ([TAG | {"tag": "Strike action"}], "0.tag: String should match"),
        ([TAG | {"code": None}], "0.code: "),
        ({}, "Input should be a valid"),
    ],
)
def test_a_faulty_taxonomy_is_refused(folder: Path, taxonomy: object, complaint: str) -> None:
    (folder / "taxonomy.json").write_text(json.dumps(taxonomy), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"^taxonomy\.json: {complaint}"):
        read_pack(folder)
