"""What the packaged encoder does to made-up items that it did not learn from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.taxonomy import TAXONOMY
from services.classifier.core import classify
from services.classifier.training.encoder.fairness import PLACES
from tests.unit.classifier.test_core import article

FOLDER = Path(__file__).parent


def items(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def tags_of(headline: str) -> list[str]:
    given = {found.tag for found in classify(article(headline)).tags}
    return [entry.tag for entry in TAXONOMY if entry.tag in given]


@pytest.mark.parametrize("item", items("traps.jsonl"), ids=lambda item: item["headline"])
def test_figures_of_speech_and_plain_words_of_real_events(item: dict[str, Any]) -> None:
    assert tags_of(item["headline"]) == item["tags"]


@pytest.mark.parametrize("item", items("place_headlines.jsonl"), ids=lambda i: i["headline"])
def test_tags_do_not_depend_on_the_place(item: dict[str, Any]) -> None:
    found = {place: tags_of(item["headline"].replace("{place}", place)) for place in PLACES}
    assert found == dict.fromkeys(PLACES, item["tags"])


@pytest.mark.parametrize(
    ("headline", "body", "word"),
    [
        ("Flood takes bridge", "Rescue crews searched the river for two days.", "Flood"),
        ("Man robbed at bus stop", "Police look for two men in grey coats.", "robbed"),
        ("Quake wakes valley", "Two houses fell and a man was dug out alive.", "Quake"),
    ],
)
def test_the_word_that_names_the_event_weighs_most(headline: str, body: str, word: str) -> None:
    [tag, *_] = classify(article(headline, body)).tags
    assert max(tag.evidence, key=lambda one: one.weight).text == word
