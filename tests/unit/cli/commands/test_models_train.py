from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from schemas.taxonomy import DEFINITIONS
from services.cli import cli

ENCODER = "services.classifier.training.encoder.training"


@pytest.fixture
def items(tmp_path: Path) -> Path:
    lines = [{"title": f"News of {tag}", "tags": [tag]} for tag in DEFINITIONS]
    path = tmp_path / "items.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["models", "train", *map(str, arguments)])


def test_without_what_learns_the_extra_is_named(
    tmp_path: Path, items: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, ENCODER, raising=False)
    result = run(tmp_path, items, "--encoder")
    assert result.exit_code != 0
    assert "of the extra `train`: pip install 'tagwire[train]'" in str(result.exception)


def test_the_encoder_is_made_as_asked_and_its_report_written(
    tmp_path: Path, items: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def train(sets: Any, plan: Any, out: Path, _tell: object) -> dict[str, Any]:  # noqa: ANN401
        asked.append((sets, plan, out))
        return {"items": len(sets.items)}

    module = ModuleType(ENCODER)
    vars(module).update(
        train=train,
        Plan=lambda *fields: SimpleNamespace(fields=fields),
        Sets=lambda *fields: SimpleNamespace(items=fields[0], texts=fields[1], measured=fields[2]),
    )
    monkeypatch.setitem(sys.modules, ENCODER, module)
    told = tmp_path / "report.json"
    options = ("--encoder", "--layers", 3, "--measure", items, "--texts", items, "--report", told)
    result = run(tmp_path, items, *options)
    assert result.exit_code == 0, result.output
    [(sets, plan, out)] = asked
    assert plan.fields == (tuple(DEFINITIONS), (0, 1, 2), 3, 1, None)
    assert len(sets.items) == len(sets.texts) == len(sets.measured["items"]) == len(DEFINITIONS)
    assert out == tmp_path / "encoder"
    assert json.loads(told.read_text(encoding="utf-8")) == {"items": len(DEFINITIONS)}


@pytest.fixture
def own_tags(tmp_path: Path) -> Path:
    """A pack whose one tag is not packaged."""
    strike = {"tag": "strike-action", "code": "medtop:09000000", "name": "labour"}
    (tmp_path / "taxonomy.json").write_text(json.dumps([strike]), encoding="utf-8")
    return tmp_path


def test_an_encoder_learns_the_tags_of_its_pack(
    own_tags: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def train(sets: Any, plan: Any, *_: object) -> dict[str, Any]:  # noqa: ANN401
        asked.append((sets, plan))
        return {}

    module = ModuleType(ENCODER)
    vars(module).update(
        train=train,
        Plan=lambda *fields: fields,
        Sets=lambda *fields: fields,
    )
    monkeypatch.setitem(sys.modules, ENCODER, module)
    items = own_tags / "own.jsonl"
    items.write_text('{"headline": "Dockers walk out", "tags": ["strike-action"]}', "utf-8")
    assert run(own_tags, items, "--encoder").exit_code == 0
    [((learned, *_), (tags, *_))] = asked
    assert tags == ("strike-action",)
    assert learned[0].chances == (1.0,)


def test_the_linear_model_is_of_the_packaged_tags(own_tags: Path, items: Path) -> None:
    told = str(run(own_tags, items).exception)
    assert told.endswith("has strike-action: train an encoder with --encoder")


def test_a_faulty_taxonomy_is_refused(own_tags: Path, items: Path) -> None:
    (own_tags / "taxonomy.json").write_text("[]", encoding="utf-8")
    told = str(run(own_tags, items, "--encoder").exception)
    assert told == f"{own_tags / 'taxonomy.json'}: it has no tag"


def test_items_without_a_tag_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, ENCODER, ModuleType(ENCODER))
    vars(sys.modules[ENCODER]).update(train=None, Plan=lambda *_: None, Sets=None)
    path = tmp_path / "items.jsonl"
    path.write_text('{"headline": "A", "tags": ["crime"]}', encoding="utf-8")
    result = run(tmp_path, path, "--encoder")
    assert "no item carries the tag 'conflict'" in str(result.exception)


def test_the_linear_model_and_its_report_are_written_to_the_pack(
    tmp_path: Path, items: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = SimpleNamespace(report={"macro_f1": 0.9})
    monkeypatch.setattr("services.classifier.train.train", lambda _items: (file, "# Told"))
    monkeypatch.setattr("services.classifier.training.writing.as_json", lambda _file: "{}")
    report = tmp_path / "report.md"
    result = run(tmp_path, items, "--report", report)
    assert json.loads(result.output) == {"macro_f1": 0.9}
    assert (tmp_path / "model.json").read_text(encoding="utf-8") == "{}"
    assert report.read_text(encoding="utf-8") == "# Told"
