from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from services.classifier.core import classify
from services.classifier.model import read_model
from services.classifier.train import train
from services.classifier.training.items import read_items
from services.classifier.training.writing import as_json
from tests.unit.classifier.test_core import article

KINDS = {
    "conflict": ("Troops shell the town of {}", "Rebels attack an army post near {}"),
    "disaster": ("Flood drowns the fields of {}", "Earthquake shakes the town of {}"),
    "crime": ("Police arrest a thief in {}", "Court jails a robber from {}"),
    "": ("Choir sings in the hall of {}", "Museum opens its doors in {}"),
}
TOWNS = ("Ellery", "Morrow", "Dunhill", "Castor", "Velm", "Orsk", "Tarn", "Pell", "Hove", "Lund")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    labelled, sections = [], []
    for tag, texts in KINDS.items():
        for town in TOWNS:
            for text in texts:
                item = {"text": text.format(town) + " on Sunday", "tags": [tag] if tag else []}
                labelled.append(item)
                other = item | {"text": text.format(town) + " on Monday"}
                sections += [item | {"section": tag or "arts"}, other | {"section": tag or "arts"}]
    folder = tmp_path_factory.mktemp("data")
    return [
        write(folder / "labelled.jsonl", labelled),
        write(folder / "sections.jsonl", sections),
    ]


def write(path: Path, items: Sequence[Mapping[str, object]]) -> str:
    path.write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    return str(path)


def test_an_item_that_is_labelled_is_not_taken_from_its_section(data: list[str]) -> None:
    items = read_items(data)
    assert (len(items.labelled), len(items.unlabelled)) == (80, 80)
    assert {item.group for item in items.labelled} == {"conflict", "disaster", "law", "other"}
    assert all(item.tags is None for item in items.unlabelled)


def test_the_same_data_gives_the_same_model_which_tags_like_the_data(data: list[str]) -> None:
    file, report = train(read_items(data))
    assert as_json(train(read_items(data))[0]) == as_json(file)
    model = read_model(as_json(file).encode())
    for tag, texts in KINDS.items():
        for text in texts:
            tagged = classify(article(text.format("Nowhere") + " on Friday"), model)
            assert [found.tag for found in tagged.tags] == ([tag] if tag else [])
    assert "## disaster" in report
    assert file.report["macro_f1"] > 0.9
