"""Every tag has all that it needs; each failure says what to add, and where.

Data files are read as they stand, without the code that would refuse them, so that one run
names everything that a new tag lacks.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from schemas.taxonomy import DEFINITIONS, TAXONOMY, TagDefinition
from services.classifier.training.items import SECTIONS_OF_TAGS
from services.taxonomies import read_taxonomy

ROOT = Path(__file__).parents[2]
CLASSIFIER = Path("services/classifier")
PACK = CLASSIFIER / "model_pack"

RELEASED = {
    "conflict": "medtop:16000000",
    "disaster": "medtop:03000000",
    "crime": "medtop:02000000",
}
"""The tags of every release with their Media Topics: they keep both (`schemas/README.md`)."""

LEAST_CLASS_POINTS = 100
"""Hundredths of log-odds: one class at least makes its tag `e` times as likely."""

tags = pytest.mark.parametrize("tag", DEFINITIONS)


def load(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((ROOT / path).read_text(encoding="utf-8"))
    return data


def test_released_tags_keep_their_names_and_media_topics() -> None:
    for path in (ROOT / "schemas" / "json" / "released").glob("*/tagged-article.json"):
        written = set(load(path)["$defs"]["Tag"]["properties"]["tag"]["examples"])
        assert written <= set(RELEASED), f"{path}: add its new tags to RELEASED, above"
    now = {entry.tag: entry.code for entry in TAXONOMY}
    assert now | RELEASED == now, (
        "a released tag was renamed, removed or bound to another Media Topic: put it back in "
        "schemas/taxonomy.py, or follow schemas/README.md"
    )


@pytest.mark.parametrize("entry", TAXONOMY, ids=lambda entry: entry.tag)
def test_a_tag_is_a_word_and_a_top_media_topic_of_its_own(entry: TagDefinition) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", entry.tag), f"{entry.tag}: it names a topic"
    assert re.fullmatch(r"medtop:\d{2}0{6}", entry.code), f"{entry.tag}: no top Media Topic"
    assert (
        len({(other.code, other.name) for other in TAXONOMY}) == len(DEFINITIONS) == len(TAXONOMY)
    )


def test_the_packaged_pack_has_the_tags_of_the_contract() -> None:
    assert read_taxonomy((ROOT / PACK / "taxonomy.json").read_bytes()) == TAXONOMY


@tags
def test_it_has_subjects(tag: str) -> None:
    path = PACK / "subjects.json"
    owners = {topic["tag"] for topic in load(path)["subjects"].values()}
    assert tag in owners, (
        f"the tag {tag} has no subjects: add Media Topics under {DEFINITIONS[tag].code} with "
        f"phrases that name them to {path}, and their rows to "
        "tests/unit/classifier/media-topics.json"
    )


@tags
def test_it_has_events_for_its_temporality(tag: str) -> None:
    path = PACK / "temporality.json"
    assert load(path)["events"].get(tag), (
        f"the tag {tag} has no events: add words for what it is about under `events` in {path}, "
        "so that an anniversary or a year near one of them counts"
    )


@tags
def test_its_sections_teach_it(tag: str) -> None:
    assert SECTIONS_OF_TAGS.get(tag), (
        f"the tag {tag} has no sections: add words in the names of sections that carry it to "
        f"SECTIONS_OF_TAGS in {CLASSIFIER}/training/items.py"
    )


@tags
def test_the_model_knows_it(tag: str) -> None:
    model = load(PACK / "model.json")
    train = f"train {PACK}/model.json with items labelled {tag} (CONTRIBUTING.md, Better tags)"
    assert tag in model["biases"], f"the model does not know the tag {tag}: {train}"
    assert tag in model["report"]["f1"], f"the model's report has no F1 of the tag {tag}: {train}"


@tags
def test_classes_of_words_speak_for_it(tag: str) -> None:
    classes = load(PACK / "model.json")["classes"].values()
    assert max(weights.get(tag, 0) for weights in classes) >= LEAST_CLASS_POINTS, (
        f"no class of words speaks for the tag {tag} with {LEAST_CLASS_POINTS} points: add "
        f"classes to {CLASSIFIER}/training/lexicon.json, and train the model again"
    )


@tags
def test_its_quality_is_told(tag: str) -> None:
    header = next(
        line
        for line in (ROOT / "docs" / "quality.md").read_text(encoding="utf-8").splitlines()
        if line.endswith("| macro F1 |")
    )
    assert f"| {tag} |" in header, (
        f"docs/quality.md has no F1 of the tag {tag}: add a column to the table under The tags, "
        "with what `make bench-tags` prints"
    )
