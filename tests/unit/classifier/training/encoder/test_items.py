from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from services.classifier.training.encoder.items import Item, read_items, split
from services.classifier.training.encoder.texts import RULES, input_kind, input_text

TAGS = ("strike-action", "epidemic")
"""Tags of a user's own."""


def written(folder: Path, lines: Sequence[Mapping[str, object]]) -> list[Path]:
    path = folder / "items.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return [path]


def test_items_carry_the_tags_that_are_asked_for_also_those_of_a_user(tmp_path: Path) -> None:
    lines: list[Mapping[str, object]] = [
        {"headline": "Crews walk out", "paragraphs": ["One.", "Two."], "tags": ["strike-action"]},
        {"title": "Fever spreads", "text": "It does.", "tags": ["epidemic", "other"]},
        {"headline": "Half sure", "chances": {"epidemic": 0.4}},
    ]
    items = read_items(written(tmp_path, lines), TAGS)
    assert [item.chances for item in items] == [(1, 0), (0, 1), (0, 0.4)]
    assert [item.text for item in items] == [
        "Crews walk out. One. Two.",
        "Fever spreads. It does.",
        "Half sure",
    ]


def test_what_is_ambiguous_or_known_by_its_section_only_is_left_out(tmp_path: Path) -> None:
    lines: list[Mapping[str, object]] = [
        {"headline": "A", "tags": list(TAGS)},
        {"headline": "B", "tags": [], "ambiguous": True},
        {"headline": "C", "tags": [], "section": "Health"},
    ]
    assert [item.headline for item in read_items(written(tmp_path, lines), TAGS)] == ["A"]


def test_a_tag_that_no_item_carries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no item carries the tag 'epidemic'"):
        read_items(written(tmp_path, [{"headline": "A", "tags": ["strike-action"]}]), TAGS)


def test_random_items_and_whole_publishers_are_held_back_but_no_great_one() -> None:
    publishers = [f"Daily {n}" for n in range(200)]
    items = [Item(f"{p} {n}", "", (1.0,), p) for p in publishers for n in range(3)]
    items += [Item(str(n), "", (0.0,), "Wire") for n in range(500)]
    items += [Item("drawn", "", (0.0,), "Wire", is_random=True)]
    learned, held_back = split(items)
    of_publishers = {item.source for item in held_back if not item.is_random}
    assert 1 <= len(of_publishers) <= 30
    assert of_publishers.isdisjoint(item.source for item in learned)
    assert "Wire" not in of_publishers
    assert [item.headline for item in held_back if item.is_random] == ["drawn"]
    assert len(learned) + len(held_back) == len(items)


def test_the_body_is_cut_and_says_what_kind_of_input_it_is() -> None:
    assert input_text("Head", "b" * 2000) == "Head. " + "b" * RULES.body_characters
    assert (input_text("", "Body"), input_text("Head", "")) == ("Body", "Head")
    assert [input_kind(body) for body in ("", "A few words.", "b" * 900)] == [
        "headline",
        "lead",
        "article",
    ]


def test_the_name_of_its_source_leaves_the_headline_of_an_item(tmp_path: Path) -> None:
    line = {"headline": "Crews walk out - Reuters", "source": "Reuters", "tags": list(TAGS)}
    assert [item.text for item in read_items(written(tmp_path, [line]), TAGS)] == ["Crews walk out"]
