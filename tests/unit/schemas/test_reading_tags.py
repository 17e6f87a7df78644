"""A reader passes over tags of a newer version; a writer cannot make them up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import schemas
from schemas.events import decode, encode
from schemas.tagged import HeadlineTag, TaggedArticle

EXAMPLE = Path(schemas.__file__).parent / "examples" / "news-tagged" / "disaster.json"
NEWER = {"tag": "some-newer-tag", "confidence": 90, "a-newer-field": 1}


@pytest.fixture
def value() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))["value"]
    return found


def read(value: dict[str, Any]) -> TaggedArticle:
    return decode(TaggedArticle, json.dumps(value).encode())


def test_unknown_tags_are_left_out_and_the_others_kept_in_order(value: dict[str, Any]) -> None:
    known = read(value)
    value["tags"] = [NEWER, *value["tags"], NEWER]
    for headline in (*value["related"], *value["most_viewed"]):
        headline["tags"].insert(0, NEWER)
    assert value["related"]
    assert value["most_viewed"]
    assert read(value) == known


def test_an_article_with_unknown_tags_only_has_none(value: dict[str, Any]) -> None:
    assert read(value | {"tags": [NEWER]}).tags == ()


@pytest.mark.parametrize("tag", [{}, {"tag": None}, {"tag": "disaster"}, "disaster", 1])
def test_a_faulty_tag_is_not_left_out(value: dict[str, Any], tag: object) -> None:
    with pytest.raises(ValidationError):
        read(value | {"tags": [tag]})


def test_unknown_tags_are_not_written(value: dict[str, Any]) -> None:
    article = read(value)
    with pytest.raises(ValidationError, match="unknown tag 'some-newer-tag'"):
        HeadlineTag(tag="some-newer-tag", confidence=90)
    with pytest.raises(ValidationError):
        TaggedArticle.model_validate(article.model_dump() | {"tags": [NEWER]})
    assert decode(TaggedArticle, encode(article)) == article
