from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.taxonomy import DEFINITIONS
from services.classifier.core import classify
from services.classifier.model import read_model
from services.classifier.packaged import load_pack
from services.classifier.scoring import LinearScorer
from services.classifier.train import train
from services.classifier.training.items import SECTIONS_OF_TAGS, read_items
from services.classifier.training.writing import as_json
from tests.unit.classifier.test_core import article

KINDS = {
    "conflict": ("Troops shell the town of {}", "Rebels attack an army post near {}"),
    "disaster": ("Flood drowns the fields of {}", "Earthquake shakes the town of {}"),
    "crime": ("Police arrest a thief in {}", "Court jails a robber from {}"),
    "": ("Choir sings in the hall of {}", "Museum opens its doors in {}"),
}
KINDS |= {
    tag: (f"News of {tag} from the town of {{}}", f"More {tag} is feared near {{}}")
    for tag in DEFINITIONS
    if tag not in KINDS
}
TOWNS = ("Ellery", "Morrow", "Dunhill", "Castor", "Velm", "Orsk", "Tarn", "Pell", "Hove", "Lund")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    labelled, sections = [], []
    for tag, texts in KINDS.items():
        section = SECTIONS_OF_TAGS[tag][0] if tag else "arts"
        for town in TOWNS:
            for text in texts:
                item = {"text": text.format(town) + " on Sunday", "tags": [tag] if tag else []}
                labelled.append(item)
                other = item | {"text": text.format(town) + " on Monday"}
                sections += [item | {"section": section}, other | {"section": section}]
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
    count = len(KINDS) * len(TOWNS) * 2
    assert (len(items.labelled), len(items.unlabelled)) == (count, count)
    assert {item.group for item in items.labelled} == {*DEFINITIONS, "other"}
    assert all(item.tags is None for item in items.unlabelled)


def test_items_of_which_none_carries_a_tag_are_refused(tmp_path: Path) -> None:
    tags = [tag for tag in DEFINITIONS if tag != "disaster"]
    without = write(tmp_path / "without.jsonl", [{"text": "War and theft", "tags": tags}])
    with pytest.raises(ValueError, match="no item carries the tag 'disaster': label some"):
        read_items([without])


def test_the_same_data_gives_the_same_model_which_tags_like_the_data(data: list[str]) -> None:
    file, report = train(read_items(data))
    assert as_json(train(read_items(data))[0]) == as_json(file)
    scorer = LinearScorer(read_model(as_json(file).encode()))
    pack = replace(load_pack(), scorer=scorer)
    for tag, texts in KINDS.items():
        for text in texts:
            tagged = classify(article(text.format("Nowhere") + " on Friday"), pack)
            assert [found.tag for found in tagged.tags] == ([tag] if tag else [])
    assert "## disaster" in report
    assert file.report["macro_f1"] > 0.9
